/** The only style of all pages: system fonts, light and dark, from a telephone's width upward. */
export const style = `
:root { color-scheme: light dark; --ink: #1c2227; --soft: #5d6871; --line: #dde2e6; --paper: #fff; --ground: #f3f5f6;
  --track: #e5e9ec; --link: #0b5c9e; --good: #1f6f43; --warn: #8a5200; --bad: #b3261e; --alarm: #fdf0ee; --edge: #9aa5ad;
  --black: #3a4148; --cyan: #0d93bf; --magenta: #c3297c; --yellow: #d3ac00; --plain: #7b8791; }
@media (prefers-color-scheme: dark) { :root { --ink: #e5e9ec; --soft: #9ba6af; --line: #31383e; --paper: #1a1f23;
  --ground: #111417; --track: #30383f; --link: #7fbdf0; --good: #74c796; --warn: #e5ad55; --bad: #f48f86;
  --alarm: #2e1a19; --edge: #5b666e; --black: #aeb8c0; --cyan: #35b3dc; --magenta: #e2589f; --yellow: #e3c434; --plain: #8996a0; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
header, main { max-width: 76rem; margin: 0 auto; padding: 1rem; }
header { display: flex; flex-wrap: wrap; gap: .25rem 1rem; align-items: baseline; padding-bottom: 0; }
h1, h2, h3, p, ul, ol, dl, dd { margin: 0; padding: 0; }
h1 { font-size: 1.5rem; line-height: 1.25; } h2 { font-size: 1.1rem; margin-bottom: .6rem; } h3 { font-size: 1.05rem; }
h1, h3, p, li, dd, th:first-child, footer { overflow-wrap: anywhere; }
nav { margin-left: auto; display: flex; flex-wrap: wrap; gap: .25rem 1rem; align-items: baseline; }
.quiet { background: none; border: 0; padding: 0; color: var(--link); font-weight: inherit; text-decoration: underline; text-underline-offset: .15em; } a { color: var(--link); text-underline-offset: .15em; }
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
.card h3, .card > p:not(.tags) { max-height: 5.5rem; overflow: hidden; padding: 4px; margin: -4px; }
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
summary { cursor: pointer; font-weight: 600; } summary + form { margin-top: .8rem; } details table, p + details, p + form { margin-top: .6rem; } code { font-size: .9em; }
.alerts code, .age, thead th { white-space: nowrap; }
.skip { position: absolute; left: -100vw; } .skip:focus { left: 1rem; top: .5rem; background: var(--paper); padding: .5rem; }
main:focus { outline: 0; }
#stale { background: var(--alarm); color: var(--bad); text-align: center; padding: .4rem 1rem; position: sticky; top: 0; z-index: 1; }
.done { border-left: .4rem solid var(--good); }
.filter { display: flex; flex-wrap: wrap; gap: .6rem 1rem; justify-content: space-between; margin-bottom: 1rem; }
.filter ul { display: flex; flex-wrap: wrap; gap: .4rem; align-items: center; }
.filter a { display: block; padding: .25rem .8rem; border: 1px solid var(--line); border-radius: 2rem; background: var(--paper);
  text-decoration: none; color: var(--ink); } .filter a span { color: var(--soft); }
.filter a[aria-current] { border-color: var(--link); box-shadow: inset 0 0 0 1px var(--link); font-weight: 600; }
.filter form { display: flex; gap: .4rem; flex: 1 1 16rem; max-width: 28rem; }
.pages { display: flex; justify-content: space-between; margin-top: 1rem; }
input, select, textarea, button { font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--edge);
  border-radius: .5rem; padding: .45rem .7rem; width: 100%; min-width: 0; }
button { width: auto; flex: none; cursor: pointer; background: var(--link); border-color: var(--link); color: var(--paper); font-weight: 600; }
form { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 14rem), 1fr)); gap: .8rem 1rem; align-items: end; }
label { display: grid; gap: .2rem; font-size: .9rem; } label input, label select, label textarea { font-size: 1rem; }
[aria-invalid] { border-color: var(--bad); } .broad { grid-column: 1 / -1; } .narrow { max-width: 22rem; margin: 0 auto; }
.part { font-size: .85rem; margin-bottom: -.4rem; }
.ages { display: block; } .ages > div { display: flex; gap: .35rem; } .ages dt { flex: none; } .ages dt::after { content: ":"; }
.chart { margin: 0; } .plot { display: flex; gap: .5rem; height: 11rem; padding: .4rem 0; }
.plot svg { flex: 1; min-width: 0; height: 100%; }
.ticks { display: flex; flex-direction: column; justify-content: space-between; text-align: right; font-size: .8rem; flex: none; min-width: 2.6rem;
  line-height: 1; color: var(--soft); font-variant-numeric: tabular-nums; }
.dates { display: flex; justify-content: space-between; font-size: .8rem; padding: .3rem 0 .6rem; }
.plot path, .swatch path { vector-effect: non-scaling-stroke; fill: none; stroke-width: 2; stroke-linejoin: round; }
.plot .grid { stroke: var(--line); stroke-width: 1; } .plot .bars { fill: var(--link); stroke: none; }
.curve.black { stroke: var(--black); } .curve.cyan { stroke: var(--cyan); stroke-dasharray: 9 3; }
.curve.magenta { stroke: var(--magenta); stroke-dasharray: 2 3; }
.curve.yellow { stroke: var(--yellow); stroke-dasharray: 9 3 2 3; }
.curve.plain { stroke: var(--plain); stroke-width: 1; }
.legend { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; font-size: .9rem; margin-bottom: .6rem; }
.legend li { display: flex; align-items: center; gap: .4rem; } .swatch { width: 1.9rem; height: .5rem; flex: none; }
.wide { overflow-x: auto; } .wide th:first-child { white-space: nowrap; } table.stacked { max-width: none; }
.pairs { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 30rem), 1fr)); gap: 1rem; margin-bottom: 1rem; }
.pairs section { margin: 0; }
.stacked td { overflow-wrap: anywhere; }
@media (max-width: 44rem) { .stacked thead { display: none; } .stacked tr { display: block; padding: .5rem 0; border-top: 1px solid var(--line); }
  .stacked tr:first-child { border-top: 0; } .stacked th, .stacked td { display: flex; gap: 1rem; border: 0; padding: .1rem 0; }
  .stacked th { display: block; font-weight: 600; } .stacked td { justify-content: space-between; }
  .stacked td::before { content: attr(data-head); color: var(--soft); text-align: left; flex: none; } }
@media (min-width: 44rem) { .events li { display: grid; grid-template-columns: 18rem 1fr; gap: 0 1rem; } }
`;
