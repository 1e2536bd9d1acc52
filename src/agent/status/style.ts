/** The only style of all pages: system fonts, light and dark, from a telephone's width upward. */
export const style = `
:root { color-scheme: light dark; --ink: #1c2227; --soft: #5d6871; --line: #dde2e6; --paper: #fff; --ground: #f3f5f6;
  --track: #e5e9ec; --link: #0b5c9e; --good: #1f6f43; --warn: #8a5200; --bad: #b3261e; --alarm: #fdf0ee;
  --black: #3a4148; --cyan: #0d93bf; --magenta: #c3297c; --yellow: #d3ac00; --plain: #7b8791; }
@media (prefers-color-scheme: dark) { :root { --ink: #e5e9ec; --soft: #9ba6af; --line: #31383e; --paper: #1a1f23;
  --ground: #111417; --track: #30383f; --link: #7fbdf0; --good: #74c796; --warn: #e5ad55; --bad: #f48f86;
  --alarm: #2e1a19; --black: #aeb8c0; --cyan: #35b3dc; --magenta: #e2589f; --yellow: #e3c434; --plain: #8996a0; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
header, main { max-width: 76rem; margin: 0 auto; padding: 1rem; }
header { display: flex; flex-wrap: wrap; gap: .25rem 1rem; align-items: baseline; padding-bottom: 0; }
h1, h2, h3, p, ul, ol, dl, dd { margin: 0; padding: 0; }
h1 { font-size: 1.5rem; line-height: 1.25; } h2 { font-size: 1.1rem; margin-bottom: .6rem; } h3 { font-size: 1.05rem; }
h1, h3, p, li, dd, th:first-child, footer { overflow-wrap: anywhere; }
nav { margin-left: auto; } a { color: var(--link); text-underline-offset: .15em; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: .2rem; }
ul, ol { list-style: none; }
section, .card { background: var(--paper); border: 1px solid var(--line); border-radius: .75rem; padding: 1rem 1.1rem; }
section { margin-bottom: 1rem; } section.open { background: none; border: 0; padding: 0; }
.soft, footer { color: var(--soft); } .warn { color: var(--warn); } .bad { color: var(--bad); }
h2 .soft { font-weight: 400; }
.banner { background: var(--alarm); border-color: var(--bad); border-left-width: .4rem; }
.banner h2 { color: var(--bad); } .banner > ul > li + li { margin-top: .4rem; }
.names { display: flex; flex-wrap: wrap; gap: 0 1.25rem; }
progress { width: 100%; height: .6rem; accent-color: var(--link); }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 22rem), 1fr)); gap: 1rem; }
.card { display: flex; flex-direction: column; gap: .6rem; } .card footer { margin-top: auto; font-size: .85rem; }
.tags { display: flex; flex-wrap: wrap; gap: .35rem; }
.tag { border: 1px solid currentColor; border-radius: 1rem; padding: 0 .55rem; font-size: .8rem; color: var(--soft);
  white-space: nowrap; }
.tag.answering { color: var(--good); } .tag.quiet, .tag.maintenance, .tag.supply { color: var(--warn); }
.tag.silent, .tag.service { color: var(--bad); font-weight: 600; }
.levels { display: grid; grid-template-columns: fit-content(11rem) minmax(4rem, 1fr) auto; gap: .25rem .75rem; }
.levels.wide { max-width: 42rem; gap: .4rem .75rem; }
.level { display: grid; grid-column: 1 / -1; grid-template-columns: subgrid; align-items: center; font-size: .9rem; }
.bar { width: 100%; height: .6rem; border-radius: .3rem; background: var(--track); display: block; }
.card.silent .bar { opacity: .45; }
.bar.vague { background: repeating-linear-gradient(-45deg, var(--track) 0 .3rem, transparent .3rem .6rem); }
.black { fill: var(--black); } .cyan { fill: var(--cyan); } .magenta { fill: var(--magenta); }
.yellow { fill: var(--yellow); } .plain { fill: var(--plain); }
.reading, td, dd, time { font-variant-numeric: tabular-nums; }
.reading { text-align: right; } .reading.warn, .reading.bad { font-weight: 600; }
.alerts li { display: flex; gap: .5rem; align-items: baseline; padding: .15rem 0; }
dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 18rem), 1fr)); gap: .7rem 1.5rem; }
dt { color: var(--soft); font-size: .85rem; } .line { display: block; }
.events li { padding: .5rem 0; border-top: 1px solid var(--line); } .events li:first-child { border-top: 0; }
.when, .detail { font-size: .85rem; }
table { border-collapse: collapse; width: 100%; max-width: 42rem; }
th, td { padding: .35rem 0 .35rem .75rem; border-top: 1px solid var(--line); text-align: right; vertical-align: top; }
th { font-weight: 400; } th:first-child { text-align: left; padding-left: 0; }
thead th { border-top: 0; color: var(--soft); font-size: .85rem; }
summary { cursor: pointer; font-weight: 600; } details table { margin-top: .6rem; } code { font-size: .9em; }
.alerts code, .age, thead th { white-space: nowrap; }
@media (min-width: 44rem) { .events li { display: grid; grid-template-columns: 18rem 1fr; gap: 0 1rem; } }
`;
