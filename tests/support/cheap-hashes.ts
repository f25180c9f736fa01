/** What a hash costs matters in no test but those that set it; read at the first use, after imports. */
process.env.ARGON2_MEMORY_KIB ??= '64';
process.env.ARGON2_ITERATIONS ??= '1';
