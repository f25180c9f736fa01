import { cache } from 'react';
import { isJustNow } from '@/app/parts/just-now';
import { currentScope } from '@/lib/auth/current-scope';
import { orUnavailable } from '@/lib/auth/or-unavailable';
import { examineLink, isResetRequestId } from '@/lib/password-reset/reset-link';
import { heldLink } from './held-link';

/**
 * How far the holder of a link is, once a request.
 *
 * @param requestId the address's `r`
 * @param isDone whether the address says that the password was reset; the link says whether it is so
 */
export const resetStage = cache(async (requestId: unknown, isDone: boolean) => {
  const scope = currentScope();
  const held = await heldLink(requestId);
  if (!held) return { kind: isResetRequestId(requestId) ? 'forgotten' : 'invalid' } as const;
  const link = await orUnavailable(() => examineLink(scope, held));
  if (link.kind === 'locked') return link;
  if (link.kind === 'good') return { ...link, held } as const;
  const isJustUsed = link.kind === 'used' && isJustNow(link.usedAt, scope.now());
  return { kind: isDone && isJustUsed ? 'done' : 'invalid' } as const;
});

export type ResetStage = Awaited<ReturnType<typeof resetStage>>;
