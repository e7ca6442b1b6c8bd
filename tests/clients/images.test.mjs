// The picture of an iTwin as newer clients and browsers send it: a Blob, and a header of their own.
import assert from "node:assert/strict";
import { test } from "node:test";

import { call, ids } from "./cast.mjs";

const PIXEL = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
const path = `/itwins/${ids["Harbour"]}/image`;
const put = (body) =>
  call(path, { method: "PUT", headers: { contentType: "image/png", "content-type": "image/png" }, body });

test("a picture is put, read without a token, shown on the iTwin, removed and gone", async () => {
  const answer = await put(new Blob([PIXEL], { type: "image/png" }));

  assert.equal(answer.status, 201, await answer.clone().text());
  const { image } = await answer.json();
  assert.deepEqual((await (await call(path)).json()).image, image);
  assert.ok(image.smallImageName.includes(image.id) && image.largeImageName.includes(image.id));
  for (const link of [image.smallImageUrl, image.largeImageUrl]) {
    const file = await fetch(link);
    assert.deepEqual([file.status, file.headers.get("content-type")], [200, "image/png"]);
    assert.equal(file.headers.get("access-control-allow-origin"), null); // no Origin was sent
    assert.ok((await file.arrayBuffer()).byteLength > 0);
  }
  const { iTwin } = await (await call(`/itwins/${ids["Harbour"]}`)).json();
  assert.deepEqual([iTwin.imageName, iTwin.image], [image.smallImageName, image.smallImageUrl]);

  assert.equal((await call(path, { method: "DELETE" })).status, 204);
  assert.equal((await call(path)).status, 404);
});

test("a file of 6 MiB is refused in JSON, not by a broken connection", async () => {
  const answer = await put(new Blob([new Uint8Array(6 * 1024 * 1024)], { type: "image/png" }));

  assert.equal(answer.status, 413);
  assert.equal((await answer.json()).error.code, "RequestTooLarge");
});

test("a file that is no picture is refused in JSON", async () => {
  const answer = await put(new Blob(["nonsense"]));

  assert.equal(answer.status, 422);
  assert.deepEqual((await answer.json()).error.details.map(({ code, target }) => [code, target]), [
    ["InvalidRequestBody", "image"],
  ]);
});
