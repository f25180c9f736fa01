import { forgetDocuments } from '@/lib/sso/oidc/provider-documents';
import { forgetKeys } from '@/lib/sso/oidc/provider-keys';

/** Forgets what every provider said, for a test's next provider or settings that were just applied. */
export function forgetProviders(): void {
  forgetDocuments();
  forgetKeys();
}
