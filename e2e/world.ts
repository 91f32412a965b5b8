/** Where the suite's servers listen: the demo, and one that signs in through an identity provider. */
const port = Number(process.env.E2E_PORT ?? 3410);
export const demoUrl = `http://localhost:${port}`;
export const oidcUrl = `http://localhost:${port + 1}`;
export const issuer = `http://localhost:${port + 2}`;
