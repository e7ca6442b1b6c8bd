// Favorites and recents: version 1.6.1 of the package only reads them, so fetch writes them.
import assert from "node:assert/strict";
import { test } from "node:test";

import { bearer, call, client, ids, names } from "./cast.mjs";

const member = bearer("member");
const write = (method, path) => call(path, { method, as: member });

test("favorites are added, listed latest first, filtered and removed", async () => {
  for (const name of ["Harbour", "River Bridge", "Old Quay"]) {
    const response = await write("POST", `/itwins/favorites/${ids[name]}`);
    assert.deepEqual([response.status, await response.text()], [204, ""]);
  }

  assert.deepEqual(names(await client.queryFavoritesAsync(member)), ["River Bridge", "Harbour"]);
  assert.deepEqual(names(await client.queryFavoritesAsync(member, "Asset")), ["Harbour"]);
  assert.deepEqual(names(await client.queryFavoritesAsync(member, "Project", { includeInactive: true, queryScope: "all" })), ["Old Quay", "River Bridge"]);

  assert.equal((await write("DELETE", `/itwins/favorites/${ids["River Bridge"]}`)).status, 204);
  assert.deepEqual(names(await client.queryFavoritesAsync(member, undefined, { top: 5 })), ["Harbour"]);
});

test("recents are listed last used first, in the form that was asked for", async () => {
  for (const name of ["Harbour", "River Bridge", "Harbour"])
    assert.equal((await write("POST", `/itwins/recents/${ids[name]}`)).status, 204);

  const response = await client.queryRecentsAsync(member, undefined, { resultMode: "representation" });

  assert.deepEqual(names(response), ["Harbour", "River Bridge"]);
  assert.deepEqual(response.data.map((row) => row.status), ["Active", "Active"]);
  assert.deepEqual(names(await client.queryRecentsAsync(member, "Project")), ["River Bridge"]);
});

test("what a stranger marks is not found", async () => {
  for (const list of ["favorites", "recents"]) {
    const response = await call(`/itwins/${list}/${ids["Harbour"]}`, { method: "POST", as: bearer("outsider") });
    assert.deepEqual([response.status, (await response.json()).error.code], [404, "iTwinNotFound"]);
  }
});

test("wrong options of favorites and recents are refused like those of the list", async () => {
  for (const ask of [client.queryFavoritesAsync, client.queryRecentsAsync]) {
    const response = await ask.call(client, member, undefined, { top: 1001, skip: -1 });
    assert.deepEqual(
      [response.status, response.error.message, response.error.details.map(({ target }) => target)],
      [422, "Cannot query iTwins.", ["$top", "$skip"]],
    );
  }
});
