import type { ComponentProps } from 'react';
import { Button } from '@/components/button';
import { signOutAction } from './actions';

interface SignOutFormProps {
  variant: ComponentProps<typeof Button>['variant'];
  label: string;
}

/** Signs out. The mark tells the other tabs of this browser to look (session-watch/watch-page). */
export function SignOutForm({ variant, label }: SignOutFormProps) {
  return (
    <form action={signOutAction} data-sign-out>
      <Button variant={variant}>{label}</Button>
    </form>
  );
}
