import { FORGET_MARK, MARK } from '@/lib/background-rules';

/** How a page loads itself again, as long as script runs and nobody stops it. */
export interface Reload {
  /** One pause after the other, in whole seconds; when all have passed, it is left to the person. */
  pauseSeconds: number[];
  /** `in` has a `{time}` where the time goes. */
  words: { in: string; stop: string; stopped: string };
}

/**
 * Counts down in the line of `data-reload`, and loads the page again. Its text is no live region: it would
 * talk over the page twice a second. How often it did stands in the entry of the browser's history, which
 * lives through a reload and ends with the page; a count of five minutes ago is of another trouble. The
 * address says only while it is loaded that nobody asked for it (lib/background-rules).
 */
export const RELOAD = `${FORGET_MARK}{const box=document.querySelector('[data-reload]'),[line,stop]=box.children,
{pauseSeconds,words}=JSON.parse(box.dataset.reload),{reloads=0,at=0}=history.state??{},
tried=at>Date.now()-3e5?reloads:0,seconds=pauseSeconds[tried],end=performance.now()+seconds*1000;
let timer;const halt=()=>{clearInterval(timer);stop.remove();line.textContent=words.stopped},
tick=()=>{const left=Math.ceil((end-performance.now())/1000);if(left>0){
line.textContent=words.in.replace('{time}',new Intl.NumberFormat(document.documentElement.lang,
{style:'unit',unit:'second',unitDisplay:'long'}).format(left));return}clearInterval(timer);
const to=new URL(location);to.search+=(to.search?'&':'?')+'${MARK}=1';
history.replaceState({reloads:tried+1,at:Date.now()},'',to);location.reload()};
box.hidden=false;stop.onclick=()=>{halt();line.focus()};
if(seconds){tick();timer=setInterval(tick,500)}else{history.replaceState(null,'');halt()}}`;
