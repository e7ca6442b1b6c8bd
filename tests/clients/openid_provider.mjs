// A certified OpenID provider with one person; says its address on a line once it listens.
import Provider from "oidc-provider";

const { port, client, person } = JSON.parse(process.argv[2]);
const issuer = `http://localhost:${port}`;
const provider = new Provider(issuer, {
  clients: [client],
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ ...person, sub: id }) }),
  claims: {
    openid: ["sub"],
    email: ["email", "email_verified"],
    profile: ["given_name", "family_name"],
    groups: ["groups"],
  },
  cookies: { keys: ["only for this test"] },
  pkce: { required: () => true },
});
provider.listen(port, "localhost", () => console.log(issuer));
