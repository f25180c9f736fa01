/** What every page carries along for when it cannot ask the server (app/parts/failure-words). */
export interface PageFailureWords {
  title: string;
  text: string;
  reload: string;
  offline: Lost;
  lost: Lost;
  unanswered: Omit<Lost, 'page'>;
  retry: { title: string; in: string; now: string; stop: string; stopped: string };
}

interface Lost {
  title: string;
  /** Beside a form that still holds what was typed. */
  form: string;
  /** In place of a page. */
  page: string;
}

/** In the browser only. */
export function wordsOnPage(): PageFailureWords {
  return JSON.parse(document.body.dataset.failure ?? '{}');
}
