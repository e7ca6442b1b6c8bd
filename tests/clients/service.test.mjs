// A service gets its tokens by itself, with @itwin/service-authorization, and acts as a member.
import assert from "node:assert/strict";
import { test } from "node:test";

import { ServiceAuthorizationClient } from "@itwin/service-authorization";

import { client, ids, names, newProject, server, service } from "./cast.mjs";

const authorization = (changes) =>
  new ServiceAuthorizationClient({
    authority: `${server}/o`,
    clientId: service.clientId,
    clientSecret: service.secret,
    scope: "itwin-platform",
    ...changes,
  });

test("a service lists what it is a member of, and nothing else", async () => {
  const token = await authorization().getAccessToken();

  const response = await client.queryAsync(token);

  assert.equal(response.status, 200, JSON.stringify(response.error));
  assert.deepEqual(names(response), ["Harbour Bridge", "Harbour"]);
});

test("a service may what its roles say, as an application of its own name", async () => {
  const token = await authorization().getAccessToken();

  const changed = await client.updateiTwin(token, ids["Harbour Bridge"], { type: "Swing Bridge" });
  const created = await client.createiTwin(token, newProject("Ferry"));

  assert.deepEqual([changed.status, changed.data?.lastModifiedBy], [200, service.memberId]);
  assert.deepEqual([created.status, created.error.code], [403, "InsufficientPermissions"]);
});

test("the client keeps its token, and another client gets another", async () => {
  const kept = authorization();

  const token = await kept.getAccessToken();

  assert.equal(await kept.getAccessToken(), token);
  assert.notEqual(await authorization().getAccessToken(), token);
});

for (const [what, changes, status, code] of [
  ["wrong secret", { clientSecret: "a guess" }, 401, "invalid_client"],
  ["unknown application", { clientId: "service-unknown" }, 401, "invalid_client"],
  ["scope that nobody knows", { scope: "everything" }, 400, "invalid_scope"],
])
  test(`a ${what} is refused as OAuth says`, async () => {
    await assert.rejects(authorization(changes).getAccessToken(), ({ response }) => {
      assert.deepEqual([response.statusCode, JSON.parse(response.body).error], [status, code]);
      return true;
    });
  });
