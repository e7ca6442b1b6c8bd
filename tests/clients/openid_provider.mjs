// A certified OpenID provider with one person; says its address on a line once it listens.
// Told of an API, it signs access tokens with the scope itwin-platform for that audience.
import Provider from "oidc-provider";

const { port, clients, person, api } = JSON.parse(process.argv[2]);
const issuer = `http://localhost:${port}`;
const tokensForTheApi = {
  clientCredentials: { enabled: true },
  resourceIndicators: {
    enabled: true,
    defaultResource: ({ oidc }) => (oidc.params.scope?.includes("itwin-platform") ? api : undefined),
    useGrantedResource: () => true,
    getResourceServerInfo: () => ({ audience: api, scope: "itwin-platform", accessTokenFormat: "jwt" }),
  },
};
const provider = new Provider(issuer, {
  clients,
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ ...person, sub: id }) }),
  claims: {
    openid: ["sub"],
    email: ["email", "email_verified"],
    profile: ["given_name", "family_name"],
    groups: ["groups"],
  },
  cookies: { keys: ["only for this test"] },
  pkce: { required: (_, client) => client.grantTypeAllowed("authorization_code") },
  features: api ? tokensForTheApi : {},
});
provider.listen(port, "localhost", () => console.log(issuer));
