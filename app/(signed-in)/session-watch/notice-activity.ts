/**
 * What a person does with keys or a pointer; scrolling comes of one of them. Who dictates, or works by voice
 * or a switch, may cause none but the last two.
 */
const EVENTS = [
  'keydown',
  'pointerdown',
  'pointermove',
  'wheel',
  'touchmove',
  'input',
  'click',
] as const;

/**
 * Calls `active` for what a person does on this page, and not for what browsers make up: a pointer that
 * rests «moves» when the page moves below it.
 * @returns how to stop
 */
export function noticeActivity(active: () => void): () => void {
  let place: string | null = null;
  const notice = (event: Event) => {
    if (!event.isTrusted) return;
    if (event.type === 'pointermove') {
      const { screenX, screenY } = event as PointerEvent;
      const before = place;
      place = `${screenX} ${screenY}`;
      if (before === null || before === place) return;
    }
    active();
  };
  for (const type of EVENTS) addEventListener(type, notice, { capture: true, passive: true });
  return () => {
    for (const type of EVENTS) removeEventListener(type, notice, { capture: true });
  };
}
