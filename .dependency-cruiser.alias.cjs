/** tsconfig's `@/…`, in the form that dependency-cruiser reads without TypeScript's API. */
module.exports = { resolve: { alias: { '@': process.cwd() } } };
