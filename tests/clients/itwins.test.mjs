// iTwins through @itwin/itwins-client: one, many, new, changed, gone.
import assert from "node:assert/strict";
import { test } from "node:test";

import { account, bearer, client, ids, names, newProject, owner, people } from "./cast.mjs";

const MINIMAL = ["id", "class", "subClass", "type", "number", "displayName"];
const FULL = [
  ...MINIMAL,
  "geographicLocation", "latitude", "longitude", "ianaTimeZone", "dataCenterLocation", "status",
  "parentId", "iTwinAccountId", "imageName", "image",
  "createdDateTime", "createdBy", "lastModifiedDateTime", "lastModifiedBy",
];

test("a list has the latest first, in the minimal form, without inactive iTwins", async () => {
  const response = await client.queryAsync(owner);

  assert.equal(response.status, 200);
  assert.deepEqual(names(response), ["Trial Run", "Harbour Bridge", "River Bridge", "Harbour"]);
  assert.deepEqual(Object.keys(response.data[0]), MINIMAL);
});

for (const [subClass, options, expected] of [
  ["Asset", {}, ["Harbour"]],
  ["Project", {}, ["Trial Run", "Harbour Bridge", "River Bridge"]],
  [undefined, { subClass: "Asset" }, ["Harbour"]],
  [undefined, { subClass: "Asset,Project", top: 2 }, ["Trial Run", "Harbour Bridge"]],
  [undefined, { top: 2 }, ["Trial Run", "Harbour Bridge"]],
  [undefined, { top: 2, skip: 1 }, ["Harbour Bridge", "River Bridge"]],
  [undefined, { status: "Inactive" }, ["Old Quay"]],
  [undefined, { status: "Trial" }, ["Trial Run"]],
  [undefined, { includeInactive: true }, ["Trial Run", "Old Quay", "Harbour Bridge", "River Bridge", "Harbour"]],
  [undefined, { type: "Bridge" }, ["Harbour Bridge", "River Bridge"]],
  [undefined, { search: "harbour" }, ["Harbour Bridge", "Harbour"]],
  [undefined, { displayName: "River Bridge" }, ["River Bridge"]],
  [undefined, { number: "B-2" }, ["Harbour Bridge"]],
  [undefined, { parentId: ids["Harbour"] }, ["Trial Run", "Harbour Bridge"]],
  [undefined, { parentId: account.id, type: "Bridge" }, ["River Bridge"]],
  [undefined, { iTwinAccountId: account.id, top: 1 }, ["Trial Run"]],
  [undefined, { iTwinAccountId: ids["Harbour"] }, []],
  [undefined, { queryScope: "all", top: 1 }, ["Trial Run"]],
  ["Project", { type: "Bridge", status: "Active", search: "bridge", parentId: ids["Harbour"], iTwinAccountId: account.id, queryScope: "all", top: 5 }, ["Harbour Bridge"]],
]) {
  test(`a list of ${subClass ?? "all"} with ${JSON.stringify(options)} is ${expected.length} long`, async () => {
    const response = await client.queryAsync(owner, subClass, options);

    assert.equal(response.status, 200, JSON.stringify(response.error));
    assert.deepEqual(names(response), expected);
  });
}

test("a list in the full form has every property of every row", async () => {
  const response = await client.queryAsync(owner, "Asset", { resultMode: "representation" });

  assert.deepEqual(response.data.map((row) => Object.keys(row)), [FULL]);
  assert.equal(response.data[0].iTwinAccountId, account.id);
  assert.equal(response.data[0].createdBy, people.owner.id);
});

test("a stranger's list is empty, and what they ask for is not there", async () => {
  const stranger = bearer("outsider");

  assert.deepEqual((await client.queryAsync(stranger)).data, []);
  const response = await client.getAsync(stranger, ids["Harbour"]);
  assert.deepEqual(response, {
    status: 404,
    data: undefined,
    error: { code: "iTwinNotFound", message: "Requested iTwin is not available." },
  });
});

test("one iTwin comes in the form that was asked for", async () => {
  const minimal = await client.getAsync(owner, ids["Harbour Bridge"]);
  const full = await client.getAsync(owner, ids["Harbour Bridge"], "representation");

  assert.deepEqual(minimal.data, {
    id: ids["Harbour Bridge"],
    class: "Endeavor",
    subClass: "Project",
    type: "Bridge",
    number: "B-2",
    displayName: "Harbour Bridge",
  });
  assert.deepEqual(Object.keys(full.data), FULL);
  assert.equal(full.data.parentId, ids["Harbour"]);
  assert.deepEqual([full.data.image, full.data.imageName], [null, null]);
});

test("an iTwin is created, read back at once, changed, deleted and gone", async () => {
  const wanted = { ...newProject("Footbridge"), ianaTimeZone: "Europe/Oslo", status: "Trial" };

  const created = await client.createiTwin(owner, wanted);
  assert.equal(created.status, 201, JSON.stringify(created.error));
  assert.deepEqual(Object.keys(created.data), FULL);
  const { id } = created.data;
  const given = Object.fromEntries(Object.keys(wanted).map((name) => [name, created.data[name]]));
  assert.deepEqual(given, wanted);
  assert.deepEqual((await client.getAsync(owner, id, "representation")).data, created.data);
  assert.deepEqual(names(await client.queryAsync(owner, "Project", { number: wanted.number })), ["Footbridge"]);

  const changed = await client.updateiTwin(owner, id, { displayName: "Long Footbridge", status: "Inactive" });
  assert.equal(changed.status, 200, JSON.stringify(changed.error));
  assert.deepEqual(
    { ...changed.data, lastModifiedDateTime: null },
    { ...created.data, displayName: "Long Footbridge", status: "Inactive", lastModifiedDateTime: null },
  );

  const deleted = await client.deleteiTwin(owner, id);
  assert.deepEqual(deleted, { status: 204, data: undefined, error: undefined });
  assert.equal((await client.getAsync(owner, id)).status, 404);
});

test("what create refuses is said with code, message and target", async () => {
  const missing = await client.createiTwin(owner, { displayName: "Nothing else", parentId: ids["Harbour"] });
  const taken = await client.createiTwin(owner, { ...newProject("River Bridge"), number: "B-1" });
  const elsewhere = await client.createiTwin(bearer("outsider"), newProject("Mine"));

  assert.deepEqual([missing.status, missing.data], [422, undefined]);
  assert.deepEqual(missing.error, {
    code: "InvalidiTwinsRequest",
    message: "Cannot create iTwin.",
    details: ["class", "subClass"].map((target) => ({
      code: "MissingRequiredProperty",
      message: "A required property is missing or empty.",
      target,
    })),
  });
  assert.equal(taken.status, 409);
  assert.deepEqual([taken.error.code, taken.error.details[0].target], ["iTwinExists", "number"]);
  assert.deepEqual([elsewhere.status, elsewhere.error.code], [403, "InsufficientPermissions"]);
});

test("what update and delete refuse is said with code and status", async () => {
  const readOnly = await client.updateiTwin(owner, ids["Harbour"], { subClass: "Portfolio" });
  const foreign = await client.deleteiTwin(bearer("outsider"), ids["Harbour"]);
  const notAnOwner = await client.deleteiTwin(bearer("member"), ids["Harbour"]);

  assert.equal(readOnly.status, 422);
  assert.deepEqual(readOnly.error.details.map(({ code, target }) => [code, target]), [["ReadOnlyProperty", "subClass"]]);
  assert.deepEqual([foreign.status, foreign.error.code], [404, "iTwinNotFound"]);
  assert.deepEqual([notAnOwner.status, notAnOwner.error.code], [403, "InsufficientPermissions"]);
});

test("every wrong option of a list is named in one answer", async () => {
  const response = await client.queryAsync(owner, "Nonsense", { top: 1001, status: "Sleeping", includeInactive: true });

  assert.equal(response.status, 422);
  assert.deepEqual(response.error.details.map(({ target }) => target), ["$top", "subClass", "status", "includeInactive"]);
});

test("a token that is none is refused", async () => {
  const wrong = await client.queryAsync("Bearer nonsense");
  const scheme = await client.queryAsync("nonsense");

  assert.deepEqual([wrong.status, wrong.error.code], [401, "Unauthorized"]);
  assert.deepEqual([scheme.status, scheme.error], [
    401,
    { code: "InvalidAuthorizationScheme", message: "Authorization scheme 'nonsense' is not valid." },
  ]);
});

test("an iTwin leads to its Account, and a person to their primary one", async () => {
  const minimal = { id: account.id, class: "Account", subClass: "Account", type: null, number: "Acme Corp.", displayName: "Acme Corp." };

  assert.deepEqual((await client.getAccountAsync(owner, ids["Harbour Bridge"])).data, minimal);
  assert.deepEqual((await client.getPrimaryAccountAsync(bearer("member"))).data, minimal);
  const full = await client.getAccountAsync(owner, ids["Harbour"], "representation");
  assert.deepEqual(Object.keys(full.data), FULL);
  assert.deepEqual([typeof full.data.createdDateTime, typeof full.data.createdBy], ["string", "string"]);
  assert.equal((await client.getAccountAsync(bearer("outsider"), ids["Harbour"])).status, 404);
});
