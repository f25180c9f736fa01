/** What stands on a hand-out sheet beside the people. */
export interface SheetWords {
  /** BCP 47 tag. */
  lang: string;
  title: string;
  keepSafe: string;
  name: string;
  username: string;
  password: string;
  address: string;
  until: string;
  how: string;
  /** What the button says that prints. */
  print: string;
  brokeOff: string;
  complete(count: number): string;
  instant(at: Date): string;
  addressToOpen: string;
}
