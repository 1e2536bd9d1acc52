/** The page's whole style, quiet and readable on a telephone; without scripts, fonts or pictures from elsewhere. */
export const pageStyle = `
:root { color-scheme: light dark; --ink: #1d2328; --soft: #67717a; --line: #dfe3e6; --paper: #fff; --ground: #f4f5f6;
  --good: #2f7d4f; --warn: #a86400; --bad: #b3261e; --track: #e6e9eb; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e7ea; --soft: #9aa4ad; --line: #333a40; --paper: #1b1f23;
  --ground: #131619; --good: #6cc08b; --warn: #e0a84e; --bad: #f2857c; --track: #333a40; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.45 system-ui, sans-serif; }
header, main { max-width: 75rem; margin: 0 auto; padding: 1rem; }
header { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; align-items: baseline; }
h1 { font-size: 1.35rem; margin: 0; } h2 { font-size: 1.05rem; margin: 0 0 .6rem; }
nav { margin-left: auto; } a { color: inherit; }
nav a { margin-left: .75rem; } a[aria-current] { text-decoration: none; font-weight: 600; }
section { background: var(--paper); border: 1px solid var(--line); border-radius: .6rem; padding: 1rem;
  margin-bottom: 1rem; }
table { width: 100%; border-collapse: collapse; }
th { text-align: left; font-weight: 500; color: var(--soft); font-size: .85rem; }
th, td { padding: .45rem .75rem .45rem 0; vertical-align: top; border-top: 1px solid var(--line);
  overflow-wrap: anywhere; }
thead th { border-top: 0; } small { color: var(--soft); display: block; }
td.n, .n { font-variant-numeric: tabular-nums; white-space: nowrap; }
.good { color: var(--good); } .warn { color: var(--warn); } .bad { color: var(--bad); } .soft { color: var(--soft); }
.supply { display: grid; grid-template-columns: 5.5rem 7rem 1fr; gap: .5rem; align-items: center; font-size: .85rem; }
svg { width: 7rem; height: .55rem; border-radius: .3rem; background: var(--track); display: block; }
rect { fill: #8b949c; } rect.black { fill: #4a5258; } rect.cyan { fill: #1a9cc4; } rect.magenta { fill: #c7327f; }
rect.yellow { fill: #d9b400; }
@media (max-width: 44rem) {
  thead { display: none; } tr { display: block; padding: .5rem 0; border-top: 1px solid var(--line); }
  td { display: block; border: 0; padding: .1rem 0; }
  td[data-label]::before { content: attr(data-label) ": "; color: var(--soft); font-size: .85rem; }
}
`;
