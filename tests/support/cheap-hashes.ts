/**
 * Settings for tests in which it does not matter what a hash costs. To be imported by whatever hashes;
 * the settings are read at the first use, which is after all imports.
 */
process.env.ARGON2_MEMORY_KIB ??= '64';
process.env.ARGON2_ITERATIONS ??= '1';
process.env.ARGON2_PARALLELISM ??= '1';
