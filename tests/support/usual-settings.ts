/** Settings that few tests are about; read at the first use, after imports. */
process.env.ARGON2_MEMORY_KIB ??= '64';
process.env.ARGON2_ITERATIONS ??= '1';
// Nobody listens there; tests that send mail say where to.
process.env.SMTP_URL ??= 'smtp://127.0.0.1:9';
process.env.MAIL_FROM ??= 'no-reply@csi.example';
