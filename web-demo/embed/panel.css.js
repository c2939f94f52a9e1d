/** The panel's style. Ten custom properties and the parts are for pages; see docs/embed.md. */
export const PANEL_STYLE = `
:host { color-scheme: light dark }
:host([theme=light]) { color-scheme: light }
:host([theme=dark]) { color-scheme: dark }
[part=panel] { --surface: var(--dialtone-surface, Canvas); --text: var(--dialtone-text, CanvasText);
  --border: var(--dialtone-border, color-mix(in srgb, CanvasText 20%, Canvas)); --radius: var(--dialtone-radius, .75rem);
  position: fixed; inset-block-end: 1rem; inset-inline-end: 1rem; z-index: 2147483000; box-sizing: border-box;
  inline-size: min(22rem, calc(100vw - 2rem)); padding: 1rem; display: grid; gap: .75rem; font: 1rem/1.4 var(--dialtone-font, system-ui, sans-serif);
  color: var(--text); background: var(--surface); border: 1px solid var(--border); border-radius: var(--radius); box-shadow: 0 .5rem 2rem #0004 }
[hidden] { display: none !important }
[part=status] { font-weight: 600; overflow-wrap: anywhere }
[part=timer] { color: var(--dialtone-text-muted, color-mix(in srgb, CanvasText 70%, Canvas)); font-variant-numeric: tabular-nums }
[part=stage] { position: relative; background: #000; border-radius: calc(var(--radius) / 1.5); overflow: hidden; aspect-ratio: 4 / 3 }
[part=remote-video] { inline-size: 100%; block-size: 100%; object-fit: contain }
[part=local-video] { position: absolute; inset-block-end: .5rem; inset-inline-end: .5rem; inline-size: 28%; border-radius: .4rem; transform: scaleX(-1) }
[part=keypad] { display: grid; grid-template-columns: repeat(3, 1fr); gap: .5rem }
[part=key] { min-block-size: 3rem; font-size: 1.25rem; line-height: 1.1; color: var(--text); background: none; border: 1px solid var(--border) }
[part=key] small { display: block; min-block-size: 1.1em; font-size: .625rem; letter-spacing: .1em }
[part=controls] { display: flex; flex-wrap: wrap; gap: .5rem }
[part=controls] button { flex: 1; min-block-size: 2.75rem; padding-inline: .75rem; white-space: nowrap; color: var(--text);
  background: var(--dialtone-surface-raised, color-mix(in srgb, CanvasText 8%, Canvas)); border: 1px solid var(--border) }
[part=controls] button[aria-pressed=true] { outline: 2px solid var(--text); outline-offset: -4px }
[part=controls] [part=hangup] { color: #fff; background: var(--dialtone-danger, #c1121f); border-color: transparent }
@media (forced-colors: active) { [part=controls] button { border-color: ButtonBorder } }`;
