/** The package's own files, reached past its front door; the types of the package are theirs. */
declare module 'oidc-provider/lib/provider.js' {
  export { Provider } from 'oidc-provider';
}

declare module 'oidc-provider/lib/helpers/interaction_policy/index.js' {
  import { interactionPolicy } from 'oidc-provider';

  export const Check: typeof interactionPolicy.Check;
  export const base: typeof interactionPolicy.base;
}
