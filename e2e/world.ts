/** Where the suite's servers listen: the demo, one that signs in through an identity provider, and that of its mail. */
const port = Number(process.env.E2E_PORT ?? 3410);
export const demoUrl = `http://localhost:${port}`;
export const oidcUrl = `http://localhost:${port + 1}`;
export const issuer = `http://localhost:${port + 2}`;
/** Where the demo's mail goes, and where it can be read. */
export const mailPort = port + 3;
export const mailboxUrl = `http://localhost:${port + 4}`;
/** The model that the demo could draft with, once somebody approved it and turned it on. */
export const modelPort = port + 5;
