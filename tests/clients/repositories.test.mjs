// Repositories: version 1.6.1 of the package lists, adds and deletes them; newer ones call the rest as fetch does here.
import assert from "node:assert/strict";
import { test } from "node:test";

import { RepositoryClass, RepositorySubClass } from "@itwin/itwins-client";

import { bearer, call, client, ids, owner, server } from "./cast.mjs";

const iTwinId = ids["River Bridge"];
const path = `/itwins/${iTwinId}/repositories`;
const UNKNOWN = "00000000-0000-4000-8000-000000000000";
const GIS = "GeographicInformationSystem";

/** A call of the newer clients: the status, and the answer if there is one. */
const ask = async (method, address, body, headers) => {
  const response = await call(address, { method, headers, body: body && JSON.stringify(body) });
  return [response.status, response.status === 204 ? undefined : await response.json()];
};
const refusal = ([status, { error }]) => [status, error.code, ...(error.details ?? []).map(({ code, target }) => `${code} ${target}`)];
const addedMap = async (uri) => (await ask("POST", path, { class: GIS, subClass: "UrlTemplate", uri }))[1].repository;
/** The part of an absolute address of this server that a call needs. */
const within = (uri) => {
  assert.ok(uri.startsWith(`${server}/itwins/`), uri);
  return uri.slice(server.length);
};

test("a new iTwin has the curated content, what is added follows it, and goes", async () => {
  const first = await client.queryRepositoriesAsync(owner, iTwinId);
  assert.deepEqual([first.status, first.data.map((each) => each.class)], [200, ["CesiumCuratedContent"]]);

  const wanted = { class: GIS, subClass: "WebMapService", uri: "https://maps.example/wms" };
  const created = await client.createRepository(owner, iTwinId, wanted);
  assert.equal(created.status, 201, JSON.stringify(created.error));
  const { id } = created.data;
  assert.deepEqual(created.data, {
    id,
    ...wanted,
    displayName: "WebMapService",
    capabilities: { resources: { uri: `${server}${path}/${id}/resources` } },
  });
  const both = await client.queryRepositoriesAsync(owner, iTwinId);
  assert.deepEqual(both.data[1], created.data);

  const again = await client.createRepository(owner, iTwinId, wanted);
  assert.deepEqual([again.status, again.error.code], [409, "iTwinRepositoryExists"]);
  assert.deepEqual(await client.deleteRepository(owner, iTwinId, id), { status: 204, data: undefined, error: undefined });
  const gone = await client.deleteRepository(owner, iTwinId, id);
  assert.deepEqual([gone.status, gone.error.code], [404, "iTwinRepositoryNotFound"]);
});

test("repositories are chosen by class and subclass", async () => {
  const added = await addedMap("https://maps.example/chosen/{z}/{x}/{y}");
  const chosen = (arg) => client.queryRepositoriesAsync(owner, iTwinId, arg);

  const found = await chosen({ class: RepositoryClass.GeographicInformationSystem });
  assert.deepEqual(found.data, [added]);
  const none = await chosen({ class: RepositoryClass.GeographicInformationSystem, subClass: RepositorySubClass.MapServer });
  assert.deepEqual([none.status, none.data], [200, []]);
  for (const legacy of Object.values(RepositoryClass).filter((name) => name !== GIS))
    assert.deepEqual((await chosen({ class: legacy })).data, []);
  const wrong = await chosen({ class: "Nonsense" });
  assert.deepEqual([wrong.status, wrong.error.details.map(({ target }) => target)], [422, ["class"]]);
  assert.deepEqual(refusal(await ask("GET", `${path}/?class=Storage&subClass=UrlTemplate`)), [422, "InvalidiTwinsRequest", "InvalidValue subClass"]);

  await ask("DELETE", `${path}/${added.id}`);
});

test("what may not be added is refused with code and target", async () => {
  const valid = { class: GIS, subClass: "UrlTemplate", uri: "https://maps.example" };

  const empty = await client.createRepository(owner, iTwinId, { ...valid, uri: "" });
  assert.deepEqual(refusal([empty.status, empty]), [422, "InvalidiTwinsRequest", "MissingRequiredProperty uri"]);
  const generated = await client.createRepository(owner, iTwinId, { ...valid, class: "iModels" });
  assert.deepEqual(refusal([generated.status, generated]), [422, "InvalidiTwinsRequest", "InvalidValue class"]);
  const forbidden = await client.createRepository(bearer("member"), iTwinId, valid);
  assert.deepEqual([forbidden.status, forbidden.error.code], [403, "InsufficientPermissions"]);
  const foreign = await client.createRepository(bearer("outsider"), iTwinId, valid);
  assert.deepEqual([foreign.status, foreign.error.code], [404, "iTwinNotFound"]);
});

test("a repository is read and changed", async () => {
  const added = await addedMap("https://maps.example/changed/{z}/{x}/{y}");
  const address = `${path}/${added.id}`;
  const more = {
    displayName: "My xyz template server",
    authentication: { type: "Header", key: "X-Api-Key", value: "mySecret" },
    options: { queryParameters: { apiVersion: "1.5.1" }, minimumLevel: 10, maximumLevel: 20 },
  };

  assert.deepEqual(await ask("GET", address), [200, { repository: added }]);
  const { class: _class, subClass } = added;
  assert.deepEqual(await ask("PATCH", address, { class: _class, subClass, ...more }), [200, { repository: { ...added, ...more } }]);
  assert.deepEqual(await ask("GET", address), [200, { repository: { ...added, ...more } }]);
  assert.deepEqual(await ask("PATCH", address, { authentication: null, options: null }), [200, { repository: { ...added, displayName: more.displayName } }]);
  assert.deepEqual(refusal(await ask("PATCH", address, { uri: "" })), [422, "InvalidiTwinsRequest", "MissingRequiredProperty uri"]);
  assert.deepEqual(refusal(await ask("PATCH", `${path}/cesiumcuratedcontent`, more)), [403, "InsufficientPermissions"]);
  for (const method of ["GET", "PATCH"]) {
    const body = method === "PATCH" ? more : undefined;
    assert.deepEqual(refusal(await ask(method, `${path}/${UNKNOWN}`, body)), [404, "iTwinRepositoryNotFound"]);
    assert.deepEqual(refusal(await ask(method, `/itwins/${UNKNOWN}/repositories/${added.id}`, body)), [404, "iTwinNotFound"]);
  }

  await ask("DELETE", address);
});

test("resources are added, paged, read by their address and removed", async () => {
  const added = await addedMap("https://maps.example/resources/{z}/{x}/{y}");
  const resources = within(added.capabilities.resources.uri);
  const kind = { class: GIS, subClass: "UrlTemplate" };
  assert.deepEqual((await ask("GET", `${resources}?`))[1].resources, []);

  for (const [id, displayName] of [["flood_zones", "Flood Zones"], ["parcels", "Parcels"], ["roads", "Roads"]])
    assert.deepEqual(await ask("POST", resources, { id, displayName }), [201, { resource: { id, ...kind, displayName } }]);

  const [, page] = await ask("GET", `${resources}?$top=1&$skip=1`);
  assert.deepEqual(page.resources, [{ id: "parcels", ...kind, displayName: "Parcels" }]);
  assert.deepEqual(Object.keys(page._links), ["self", "prev", "next"]);
  assert.match(page._links.self.href, /skip=1.*top=1/);
  assert.equal((await ask("GET", within(page._links.next.href)))[1].resources[0].id, "roads");
  assert.deepEqual((await ask("GET", `${resources}?$search=FLOOD`))[1].resources.map(({ id }) => id), ["flood_zones"]);
  const [, full] = await ask("GET", `${resources}/parcels`, undefined, { prefer: "return=representation" });
  assert.deepEqual(full.resource, { id: "parcels", ...kind, displayName: "Parcels", properties: {} });
  assert.deepEqual(await ask("GET", `${resources}/parcels/graphics`), [200, { graphics: [] }]);

  assert.deepEqual(refusal(await ask("POST", resources, { id: "roads", displayName: "Roads" })), [409, "iTwinRepositoryResourceExists"]);
  assert.deepEqual(refusal(await ask("POST", resources, { id: "rail" })), [422, "InvalidiTwinsRequest", "MissingRequiredProperty displayName"]);
  assert.deepEqual(await ask("DELETE", `${resources}/roads`), [204, undefined]);
  assert.deepEqual(refusal(await ask("GET", `${resources}/roads`)), [404, "iTwinRepositoryResourceNotFound"]);
  assert.deepEqual(refusal(await ask("DELETE", `${path}/${UNKNOWN}/resources/roads`)), [404, "iTwinRepositoryResourceNotFound"]);
  assert.deepEqual(refusal(await ask("GET", `${path}/${UNKNOWN}/resources/roads`)), [404, "iTwinRepositoryNotFound"]);

  await ask("DELETE", `${path}/${added.id}`);
});

test("one of the first 25 curated resources says how to draw it, globally and below an iTwin", async () => {
  for (const [list, repositoryClass] of [["/itwins/repositories?class=Cesium", "Cesium"], [`${path}/?class=CesiumCuratedContent`, "CesiumCuratedContent"]]) {
    const [status, { repositories: [repository] }] = await ask("GET", list);
    assert.deepEqual([status, repository.class], [200, repositoryClass]);
    const address = within(repository.capabilities.resources.uri);
    assert.deepEqual(await ask("GET", address.replace("/resources", "")), [200, { repository }]);

    const [, { resources, _links }] = await ask("GET", `${address}?$top=25`);
    assert.ok(_links.self.href.includes("top=25"));
    const drawn = resources.find((each) => each.capabilities?.graphics);
    assert.equal("properties" in drawn, false);
    const [, { resource }] = await ask("GET", `${address}/${drawn.id}`, undefined, { prefer: "return=representation" });
    assert.deepEqual([resource.class, typeof resource.properties], [repositoryClass, "object"]);
    const [, { graphics }] = await ask("GET", within(drawn.capabilities.graphics.uri));
    assert.ok(graphics.length > 0);
    assert.ok(graphics.every(({ type, uri }) => typeof type === "string" && typeof uri === "string"));
    assert.deepEqual(await ask("GET", `${address}/nothing/graphics`), [200, { graphics: [] }]);
  }
  assert.deepEqual(refusal(await ask("GET", "/itwins/repositories/nothing")), [404, "iTwinRepositoryNotFound"]);
  assert.deepEqual(refusal(await ask("GET", "/itwins/repositories/cesium/resources/nothing")), [404, "iTwinRepositoryResourceNotFound"]);
});
