// What every client needs of the wire: no redirects, JSON always, and leave to call from a browser.
import assert from "node:assert/strict";
import { test } from "node:test";

import { call, ids, newProject, server } from "./cast.mjs";

const PATHS = [
  "/itwins", "/itwins/favorites", "/itwins/recents", "/itwins/myprimaryaccount",
  `/itwins/${ids["Harbour"]}`, `/itwins/${ids["Harbour"]}/account`,
];

for (const path of PATHS) {
  test(`${path.replace(ids["Harbour"], "<id>")} answers with and without a slash, and in any casing`, async () => {
    const plain = await call(path);
    const body = await plain.text();
    assert.equal(plain.status, 200);

    for (const form of [`${path}/`, `${path}?`, `${path}/?`, path.replace("itwins", "iTwins")]) {
      const response = await call(form);
      assert.deepEqual([form, response.status, await response.text()], [form, 200, body]);
    }
  });
}

test("a new iTwin is accepted with and without a slash", async () => {
  for (const path of ["/itwins", "/itwins/"]) {
    const project = newProject(`By ${crypto.randomUUID()}`);
    const response = await call(path, { method: "POST", body: JSON.stringify(project) });
    assert.equal(response.status, 201);
    const { iTwin } = await response.json();
    assert.equal((await call(`/itwins/${iTwin.id}/`, { method: "DELETE" })).status, 204);
  }
});

test("links of a page lead to its neighbours", async () => {
  const first = await (await call("/itwins/?$top=1&subClass=Project")).json();
  assert.deepEqual(first._links, {
    self: { href: `${server}/itwins/?$skip=0&$top=1&subClass=Project` },
    next: { href: `${server}/itwins/?$skip=1&$top=1&subClass=Project` },
  });

  const second = await call(first._links.next.href.replace(server, ""));
  assert.deepEqual(Object.keys((await second.json())._links), ["self", "prev", "next"]);
});

test("a refusal without a token is JSON with code and message", async () => {
  const response = await call("/itwins", { as: null });

  assert.equal(response.status, 401);
  assert.deepEqual(await response.json(), {
    error: { code: "HeaderNotFound", message: "Header Authorization was not found in the request. Access denied." },
  });
});

for (const [method, path] of [["GET", "/itwins/no/such/operation"], ["PUT", "/itwins"], ["POST", "/itwins/myprimaryaccount"]]) {
  test(`${method} ${path} is no operation, which is said in JSON before anyone is asked who they are`, async () => {
    const response = await call(path, { method, as: null });

    assert.equal(response.status, 404);
    assert.equal((await response.json()).error.details[0].code, "OperationNotFound");
  });
}

test("a large body that is refused early leaves no broken connection", async () => {
  const response = await call("/itwins", { method: "POST", body: "x".repeat(3 * 1024 * 1024) });

  assert.deepEqual([response.status, (await response.json()).error.code], [413, "RequestTooLarge"]);
});

test("a browser may ask, from any origin and with every header the clients send", async () => {
  const headers = ["authorization", "content-type", "contenttype", "prefer", "x-itwin-query-scope", "x-max-return", "x-total-count", "x-correlation-id"];
  const response = await call(`/itwins/${ids["Harbour"]}`, {
    method: "OPTIONS",
    as: null,
    headers: { origin: "https://app.example", "access-control-request-method": "PATCH", "access-control-request-headers": headers.join() },
  });

  const words = (name) => response.headers.get(name).toLowerCase().split(/, */);
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("access-control-allow-origin"), "*");
  assert.equal(response.headers.get("access-control-allow-credentials"), null);
  assert.deepEqual(["get", "post", "put", "patch", "delete"].filter((one) => !words("access-control-allow-methods").includes(one)), []);
  assert.deepEqual(headers.filter((one) => !words("access-control-allow-headers").includes(one)), []);
});

test("a browser may read answers and refusals alike", async () => {
  for (const as of [undefined, "Bearer nonsense"]) {
    const response = await call("/itwins", { as, headers: { origin: "https://app.example", "x-total-count": "true" } });
    assert.equal(response.headers.get("access-control-allow-origin"), "*");
    assert.match(response.headers.get("access-control-expose-headers"), /x-total-count/);
  }
});
