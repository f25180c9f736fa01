import { userAdminPath } from '@/lib/utilities/tab-rules';

export function pathOf(userId: string): string {
  return `${userAdminPath}/${userId}`;
}
