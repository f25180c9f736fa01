import { expect, test } from 'vitest';
import { isByItself } from '@/lib/background-rules';
import { onward, runInRequestContext } from '@/lib/request-context';
import { testRequest } from '@/tests/support/test-request';

test.each([true, false])(
  'a request that is sent on is still nobody’s act, or somebody’s: %s',
  (isBackground) => {
    const path = runInRequestContext(testRequest({ isBackground }), () =>
      onward('/change-password'),
    );
    expect(isByItself('GET', path, {})).toBe(isBackground);
  },
);
