/** Of the HTML report: light and dark, phone and paper. Colours have a contrast of at least 4.5 : 1 as text, 3 : 1 as shapes. */
export const style = `
:root{color-scheme:light dark;--page:#f6f7f9;--card:#fff;--text:#1b2129;--soft:#545e6b;--edge:#d9dee5;--grid:#e6e9ee;
--good:#1a6e3c;--warning:#8a4b00;--bad:#b3201b;--mark:#eef1f5;--shade:#0002;--link:#0b5cad;
--l1:#0b62a8;--l2:#b05500;--l3:#a3246f;--c1:#0b62a8;--c2:#2f7d5b;--c3:#5a74c4;--c4:#b96a00;--c5:#b3201b;--c6:#6b7684;--heat:#0b4f8a}
@media (prefers-color-scheme:dark){:root{--page:#12161b;--card:#1a2027;--text:#e5e9ee;--soft:#a5b0bd;--edge:#343d48;--grid:#2a323b;
--good:#6fd095;--warning:#f0b35a;--bad:#ff8f86;--mark:#262e37;--shade:#0009;--link:#7dbbff;
--l1:#6cb8ff;--l2:#f5a94a;--l3:#ff8ac4;--c1:#5aa9f2;--c2:#58b98a;--c3:#8ea3ee;--c4:#e39a35;--c5:#ff7d73;--c6:#93a0ae;--heat:#6cb8ff}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--text);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;-webkit-text-size-adjust:100%}
main,header,footer{max-width:78rem;margin:0 auto;padding:0 1rem}
header{padding-top:1.5rem}
.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,26rem),1fr));gap:1rem;align-items:start;margin:1rem 0}.pair section{margin:0}
.verdict{display:flex;align-items:center;gap:1rem;margin-bottom:.6rem}.verdict h2{margin:0}.ring{width:4.5rem;height:4.5rem;flex:none}.ring circle{fill:none;stroke:var(--grid);stroke-width:9}.ring .arc{stroke:currentColor;stroke-linecap:round}.ring text{fill:var(--text);font-size:30px;font-weight:600;text-anchor:middle}
h1{font-size:1.5rem;line-height:1.25;margin:0;overflow-wrap:anywhere}
h2{font-size:1.15rem;margin:0 0 .6rem;overflow-wrap:anywhere}
h3{font-size:1rem;margin:0}
p{margin:.25rem 0;text-wrap:pretty}
header p,.note,footer,.detail,.tip{color:var(--soft)}
.warning-line{color:var(--warning);font-weight:600}
section{background:var(--card);border:1px solid var(--edge);border-radius:.6rem;padding:1rem;margin:1rem 0}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(10.5rem,1fr));gap:1rem 1.5rem;margin:0}
.fact.wide{grid-column:span 2}
.fact dt{color:var(--soft);font-size:.9rem}
.fact dd{margin:0;font-size:.875rem}
.fact dd.value{font-size:1.5rem;line-height:1.3;font-weight:600;font-variant-numeric:tabular-nums}
.fact .value span{display:inline-block;white-space:nowrap;margin-right:.75rem}
.fact small{font-size:.9rem;font-weight:400;color:var(--soft)}
.good{color:var(--good)}.warning{color:var(--warning)}.bad{color:var(--bad)}.muted{color:var(--soft)}
.items{list-style:none;margin:0;padding:0}
.items li{padding:.4rem 0;overflow-wrap:anywhere}
.items li+li{border-top:1px solid var(--grid)}
.mark{display:inline-block;background:var(--mark);border-radius:.3rem;padding:0 .45rem;font-size:.85rem;font-weight:600}
#recommendations .text{font-weight:600}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,26rem),1fr));gap:1.5rem 2rem}
.chart{margin:0;min-width:0}
figcaption{display:flex;flex-wrap:wrap;justify-content:space-between;gap:0 1rem;margin-bottom:.35rem}
.legend{display:flex;flex-wrap:wrap;gap:0 .9rem;list-style:none;margin:0;padding:0;font-size:.85rem;color:var(--soft)}
.key{display:inline-block;width:1.4em;height:.7em;margin-right:.35em;background:var(--k,none);border-radius:2px}
.key.l1,.key.l2,.key.l3{height:0;border-radius:0;vertical-align:.25em;border-top:3px solid}
.key.l1{border-color:var(--l1)}.key.l2{border-color:var(--l2);border-top-style:dashed}.key.l3{border-color:var(--l3);border-top-style:dotted}
.key.c1{--k:var(--c1)}.key.c2{--k:var(--c2)}.key.c3{--k:var(--c3)}.key.c4{--k:var(--c4)}.key.c5{--k:var(--c5)}.key.c6{--k:var(--c6)}.key.heat{--k:var(--heat)}
.key.h2{opacity:.25}
.frame{display:grid;grid-template:10rem 1.4rem/4.2rem minmax(0,1fr);column-gap:.4rem}
.frame svg{display:block;width:100%;height:100%;overflow:visible}
.frame text{fill:var(--soft);font-size:12px;font-variant-numeric:tabular-nums}
.x{grid-column:2}
.plot{position:relative}
.plot svg{border-bottom:1px solid var(--edge);overflow:hidden}
.grid{stroke:var(--grid);stroke-width:1;vector-effect:non-scaling-stroke}
.line{fill:none;stroke-width:2;vector-effect:non-scaling-stroke;stroke-linejoin:round;stroke-linecap:round}
.l1{stroke:var(--l1)}.l2{stroke:var(--l2);stroke-dasharray:7 4}.l3{stroke:var(--l3);stroke-dasharray:1 4}
.area.c1{fill:var(--c1)}.area.c2{fill:var(--c2)}.area.c3{fill:var(--c3)}.area.c4{fill:var(--c4)}.area.c5{fill:var(--c5)}.area.c6{fill:var(--c6)}
path.heat{fill:var(--heat)}
.h1{fill-opacity:.13}.h2{fill-opacity:.25}.h3{fill-opacity:.37}.h4{fill-opacity:.5}.h5{fill-opacity:.62}.h6{fill-opacity:.75}.h7{fill-opacity:.87}
.cursor{position:absolute;inset:0;touch-action:pan-y;cursor:crosshair;border-radius:2px}
.cursor i{position:absolute;top:0;bottom:0;width:1px;background:var(--text);pointer-events:none;visibility:hidden}
.cursor.on i{visibility:visible}
.tip{font-size:.85rem;min-height:2.6em;white-space:pre-wrap;overflow-wrap:anywhere;font-variant-numeric:tabular-nums}
.tip.on{color:var(--text)}
.scroll{overflow-x:auto;position:relative;background:linear-gradient(to right,var(--card) 40%,transparent) 0 0/3rem 100% no-repeat local,linear-gradient(to left,var(--card) 40%,transparent) 100% 0/3rem 100% no-repeat local,linear-gradient(to right,var(--shade),transparent) 0 0/1rem 100% no-repeat,linear-gradient(to left,var(--shade),transparent) 100% 0/1rem 100% no-repeat}
table{border-collapse:collapse;width:100%;font-size:.9rem;font-variant-numeric:tabular-nums}
caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
th,td{text-align:left;padding:.3rem .6rem;vertical-align:baseline;border-bottom:1px solid var(--grid)}
th{font-weight:600}
thead th{white-space:nowrap;border-bottom:1px solid var(--edge)}
th[scope=row]{font-weight:400}
.n,[data-v]{text-align:right;white-space:nowrap}
.l{text-align:left}
.n{width:1%}
.code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;font-size:.85em;overflow-wrap:anywhere}
th.code,td.code{min-width:4.5rem}
th.code[scope=row]{min-width:12rem}
.short tbody tr:nth-child(n+51){display:none}
button{font:inherit;color:inherit;background:none;border:1px solid var(--edge);border-radius:.3rem;padding:.2rem .6rem;margin-top:.5rem;cursor:pointer}
th button{border:0;padding:0;margin:0;font-weight:600}
th button:hover,th button:focus-visible{text-decoration:underline}
[aria-sort=descending] button::after{content:" \\2193"}
[aria-sort=ascending] button::after{content:" \\2191"}
summary{cursor:pointer}
details{margin-top:1rem}
:focus-visible{outline:2px solid var(--link);outline-offset:2px}
footer{padding-bottom:2rem;font-size:.85rem}
@media (max-width:34rem){.x text:nth-child(even){display:none}section{padding:.8rem}table{font-size:.82rem}th,td{padding:.3rem .35rem}th.code,td.code{min-width:0}th.code[scope=row]{min-width:8rem}.frame{grid-template-columns:3.6rem minmax(0,1fr)}.facts{grid-template-columns:1fr 1fr}}
@media print{:root{color-scheme:light;--page:#fff;--card:#fff;--text:#000;--soft:#444;--edge:#bbb;--grid:#ddd;--good:#1a6e3c;--warning:#8a4b00;--bad:#b3201b;--mark:#eee;
--l1:#0b62a8;--l2:#b05500;--l3:#a3246f;--c1:#0b62a8;--c2:#2f7d5b;--c3:#5a74c4;--c4:#b96a00;--c5:#b3201b;--c6:#6b7684;--heat:#0b4f8a}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}
body{font-size:10pt}section{border:0;padding:0;border-radius:0}
button.more,details:not([open]){display:none}
.chart,.fact,tr,.items li{break-inside:avoid}h2{break-after:avoid}
.scroll{overflow:visible;background:none}table{font-size:8pt}th,td{padding:.15rem .3rem}th button::after{content:""}}
`
