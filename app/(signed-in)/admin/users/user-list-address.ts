import {
  defaultOrder,
  type Sort,
  type UserListQuery,
  type View,
} from '@/lib/users/user-list-query';
import { userAdminPath } from '@/lib/utilities/tab-rules';

type Change = { view?: View; sort?: Sort; after?: string | null; before?: string | null };

/** The address of the list as it is asked for, with something changed; what goes without saying is left out. */
export function listAddress(query: UserListQuery, change: Change = {}): string {
  const sort = change.sort ?? query.sort;
  const view = change.view ?? query.view;
  const order = change.sort === undefined ? query.order : orderAfter(query, change.sort);
  const isInactive = view === 'inactive';
  const entries: [string, string | null | undefined][] = [
    ['view', view === 'active' ? null : view],
    ['q', query.search],
    ['status', query.status === 'disabled' && !isInactive ? null : query.status],
    ['role', query.role],
    ['method', query.method],
    ['shared', query.shared ? '1' : null],
    ['sort', sort === 'name' ? null : sort],
    ['order', order === defaultOrder(sort) ? null : order],
    ['after', change.after],
    ['before', change.before],
  ];
  const parameters = new URLSearchParams();
  for (const [name, value] of entries) if (value) parameters.set(name, value);
  return parameters.size > 0 ? `${userAdminPath}?${parameters}` : userAdminPath;
}

/** Sorting by the same column again turns the order round. */
function orderAfter(query: UserListQuery, sort: Sort): UserListQuery['order'] {
  if (sort !== query.sort) return defaultOrder(sort);
  return query.order === 'asc' ? 'desc' : 'asc';
}
