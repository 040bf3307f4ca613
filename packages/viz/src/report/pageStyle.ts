import { colourDeclarations, fontFamily } from '../theme/style.ts';

/**
 * The style sheet of a report: readable on a phone, a wide screen and paper, in both modes. What is wider than the page has
 * a shadow at the side where more of it lies.
 */
export const pageStyle: string = `
:root{color-scheme:light dark;${colourDeclarations('light')};--page:#f6f7f9;--shadow:0 1px 2px #1018280f,0 1px 6px #1018280a;--edge:#1018282e}
@media (prefers-color-scheme:dark){:root{${colourDeclarations('dark')};--page:#0d0f13;--shadow:none;--edge:#ffffff2e}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--hgn-ink);font:16px/1.55 ${fontFamily};-webkit-text-size-adjust:100%}
.wrap{max-width:1200px;margin:0 auto;padding:40px 24px 64px}
header h1{font-size:clamp(1.6rem,1.2rem + 2vw,2.3rem);line-height:1.15;letter-spacing:-.015em;margin:0 0 6px;font-weight:700}
.subtitle{color:var(--hgn-muted);font-size:1.05rem;margin:0;max-width:70ch}
.highlights{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:12px;margin:26px 0 0;padding:0}
.highlights div{background:var(--hgn-background);border:1px solid var(--hgn-grid);border-radius:10px;padding:14px 16px;box-shadow:var(--shadow);display:flex;flex-direction:column}
.highlights dt{color:var(--hgn-muted);font-size:.84rem;line-height:1.35;order:2;margin-top:2px}
.highlights dd{margin:0;font-size:1.55rem;line-height:1.2;font-weight:650;letter-spacing:-.01em;font-variant-numeric:tabular-nums}
.highlights .note{order:3;font-size:.78rem;font-weight:400;color:var(--hgn-muted);letter-spacing:0;margin-top:2px;line-height:1.35}
nav ul{display:flex;flex-wrap:wrap;gap:4px 18px;list-style:none;margin:24px 0 0;padding:0;font-size:.92rem}
a{color:var(--hgn-blue-text);text-underline-offset:.18em;text-decoration-thickness:.06em}
a:focus-visible,.scroll:focus-visible{outline:2px solid var(--hgn-blue);outline-offset:3px;border-radius:4px}
section{margin-top:44px;scroll-margin-top:16px}
h2{font-size:1.3rem;line-height:1.25;letter-spacing:-.01em;margin:0 0 8px;font-weight:650}
section p{margin:0 0 12px;max-width:74ch}
.prose>:not(.scroll){max-width:74ch}
.prose h3{font-size:1.08rem;line-height:1.3;margin:26px 0 6px;font-weight:650}
.prose ul,.prose ol{margin:0 0 12px;padding-left:1.3em}
.prose li{margin:0 0 5px}
.prose code{font-size:.92em}
.prose pre{overflow-x:auto}
.figures{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,480px),1fr));gap:20px;margin:18px 0 0;align-items:start}
figure{margin:0;background:var(--hgn-background);border:1px solid var(--hgn-grid);border-radius:12px;padding:10px 12px 12px;box-shadow:var(--shadow);min-width:0}
figure.wide{grid-column:1/-1}
.scroll{--under:var(--page);overflow-x:auto;background:linear-gradient(to right,var(--under) 30%,transparent) left/36px 100% no-repeat local,linear-gradient(to left,var(--under) 30%,transparent) right/36px 100% no-repeat local,linear-gradient(to right,var(--edge),transparent) left/12px 100% no-repeat scroll,linear-gradient(to left,var(--edge),transparent) right/12px 100% no-repeat scroll}
figure .scroll{--under:var(--hgn-background)}
figure .scroll>svg{display:block;width:100%;height:auto;min-width:var(--least);max-width:var(--most);margin:0 auto}
figcaption{color:var(--hgn-muted);font-size:.88rem;line-height:1.45;padding:6px 12px 2px;max-width:80ch}
table{border-collapse:collapse;margin:18px 0 0;font-size:.95rem;font-variant-numeric:tabular-nums lining-nums;min-width:min(100%,420px)}
caption{text-align:left;color:var(--hgn-muted);font-size:.88rem;padding:0 0 8px}
th,td{padding:7px 14px;text-align:left;border-bottom:1px solid var(--hgn-grid);vertical-align:baseline}
thead th{font-size:.84rem;font-weight:600;color:var(--hgn-muted);border-bottom-color:var(--hgn-axis);vertical-align:bottom}
tbody th{font-weight:500;white-space:nowrap}
th small{font-weight:400}
.number{text-align:right;white-space:pre}
th:first-child,td:first-child{padding-left:2px}
tbody tr:last-child>*{border-bottom-color:var(--hgn-axis)}
details{margin:14px 0 0}
summary{cursor:pointer;color:var(--hgn-blue-text);width:fit-content}
summary:focus-visible{outline:2px solid var(--hgn-blue);outline-offset:3px;border-radius:4px}
footer{margin-top:56px;padding-top:14px;border-top:1px solid var(--hgn-grid);color:var(--hgn-muted);font-size:.86rem}
figure .phone{display:none}
@media screen and (max-width:600px){figure .phone{display:block}figure .desk{display:none}.wrap{padding:24px 14px 40px}figure{padding:8px 6px 10px;border-radius:10px}section{margin-top:34px}}
@media print{
:root{${colourDeclarations('light')};--page:#fff;--shadow:none}
body{font-size:10pt}.figures{grid-template-columns:1fr 1fr;gap:10pt}.wrap{max-width:none;padding:0}nav{display:none}section{margin-top:22pt}
figure,table,.highlights div{break-inside:avoid}h2{break-after:avoid}.scroll{overflow:visible;background:none}
figure .scroll>svg{min-width:0}*{print-color-adjust:exact}
}`.trim();
