// What has to be tried: other widths, wider spacing, the keyboard. Kept in the world of its own between steps.
(given) => {
  const node = globalThis.miqyas_node;
  const most = given.most_elements;
  const all = (wanted) => Array.prototype.slice.call(document.querySelectorAll(wanted), 0, most);
  const squeezed = (text) => String(text || '').replace(/\s+/g, ' ').trim();
  const isShown = (one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && one.getClientRects().length > 0;
  const style = (one) => getComputedStyle(one);
  const FLAT = 'table,pre,code,svg,canvas,video,iframe,object,embed,img,map,[role=img],[role=application],[role=grid]';
  const TARGETS = 'a[href],button,input:not([type=hidden]),select,textarea,summary,[role=button],[role=link],[role=checkbox],[role=tab],[role=menuitem],[role=switch],[role=radio]';
  const TABBED = 'a[href],area[href],button,input:not([type=hidden]),select,textarea,summary,iframe,audio[controls],video[controls],[contenteditable=""],[contenteditable=true],[tabindex]';
  const told = (check, found) => (found.length
    ? [{ check, total: found.length, nodes: found.slice(0, given.most_nodes).map(([one, detail]) => node(one, detail)) }] : []);

  const hides = (value) => value === 'hidden' || value === 'clip';
  const cutText = () => {
    const found = new Map();
    const walk = document.createTreeWalker(document.body || document.documentElement, NodeFilter.SHOW_TEXT);
    for (let count = 0; count < most && walk.nextNode(); count += 1) {
      const home = walk.currentNode.parentElement;
      if (!home || !squeezed(walk.currentNode.data) || !isShown(home)) continue;
      const range = document.createRange();
      range.selectNodeContents(walk.currentNode);
      const text = range.getBoundingClientRect();
      if (text.width < 1 || text.height < 1) continue;
      for (let one = home; one && one !== document.documentElement; one = one.parentElement) {
        const set = style(one), box = one.getBoundingClientRect();
        if (/auto|scroll/.test(set.overflowX + set.overflowY) || set.position === 'fixed') break;
        if (box.width < 3 || box.height < 3) break;
        const wide = hides(set.overflowX) && (text.right > box.right + 2 || text.left < box.left - 2);
        const high = hides(set.overflowY) && text.bottom > box.bottom + text.height * 0.2 + 1;
        if (wide || high) { found.set(home, squeezed(walk.currentNode.data).slice(0, 80)); break; }
        if (set.position === 'absolute') break;
      }
    }
    return found;
  };
  const isOff = (box) => box.right <= 0 || box.bottom + scrollY <= 0;
  let before = new Map();

  const tabbed = () => all(TABBED).filter((one) => one.tabIndex >= 0 && !one.disabled && isShown(one)
    && !one.inert && !one.closest('[inert]') && !(one.type === 'radio' && !one.checked && document.querySelector(`input[type=radio][name="${CSS.escape(one.name)}"]:checked`)));
  let order = [], walked = [], ends = [];
  const WATCHED = ['boxShadow', 'borderTopColor', 'borderBottomColor', 'borderLeftColor', 'borderTopWidth', 'borderBottomWidth',
    'borderBottomStyle', 'backgroundColor', 'backgroundImage', 'color', 'textDecoration', 'transform', 'opacity', 'filter', 'fontWeight',
    'visibility', 'clipPath', 'display', 'width', 'height', 'left', 'top', 'fill', 'stroke', 'content'];
  const face = (one, pseudo) => {
    const set = getComputedStyle(one, pseudo);
    const line = set.outlineStyle === 'none' || parseFloat(set.outlineWidth) === 0 || /, 0\)$/.test(set.outlineColor) ? '' : `${set.outlineStyle}${set.outlineWidth}${set.outlineColor}`;
    return line + WATCHED.map((name) => set[name]).join('|');
  };
  const faces = (one) => {
    const some = [one, one.parentElement, one.parentElement && one.parentElement.parentElement, one.nextElementSibling, ...[...one.children].slice(0, 6)].filter(Boolean);
    return some.map((part) => face(part) + face(part, '::before') + face(part, '::after')).join('\n');
  };

  globalThis.miqyas = {
    targets() {
      const least = given.smallest_target;
      const some = all(TARGETS).filter((one) => isShown(one) && !one.disabled).map((one) => {
        let { left, top, right, bottom } = one.getBoundingClientRect();
        for (const label of one.labels || []) {
          const box = label.getBoundingClientRect();
          if (['checkbox', 'radio'].includes(one.type) && box.width) {
            left = Math.min(left, box.left); top = Math.min(top, box.top); right = Math.max(right, box.right); bottom = Math.max(bottom, box.bottom);
          }
        }
        return { one, left, top, right, bottom, x: (left + right) / 2, y: (top + bottom) / 2, small: right - left < least - 0.5 || bottom - top < least - 0.5 };
      }).filter((spot) => !isOff(spot) && spot.right - spot.left > 1);
      const inLine = ({ one }) => {
        if (style(one).display !== 'inline' || !one.parentElement) return false;
        const block = one.closest('p,li,td,dd,dt,div,figcaption,blockquote,main,body');
        let rest = squeezed(block && block.textContent);
        if (block) for (const link of block.querySelectorAll(TARGETS)) rest = rest.replace(squeezed(link.textContent), '');
        return /[\p{L}\p{N}]{2,}/u.test(rest);
      };
      const native = ({ one }) => (['checkbox', 'radio'].includes(one.type) ? style(one).appearance !== 'none'
        : one.matches('input,select,button,textarea') && ['inset', 'outset'].includes(style(one).borderTopStyle));
      const found = some.filter((spot) => spot.small && !native(spot) && !inLine(spot) && some.some((other) => {
        if (other === spot || other.one.contains(spot.one) || spot.one.contains(other.one)) return false;
        if (other.small) return Math.hypot(other.x - spot.x, other.y - spot.y) < least;
        const x = Math.max(other.left, Math.min(spot.x, other.right)), y = Math.max(other.top, Math.min(spot.y, other.bottom));
        return Math.hypot(x - spot.x, y - spot.y) < least / 2;
      }));
      return told('target_small', found.map((spot) => [spot.one, `${Math.round(spot.right - spot.left)} × ${Math.round(spot.bottom - spot.top)}`]));
    },
    async sized(width) {
      for (let turn = 0; turn < 50 && innerWidth !== width; turn += 1) await new Promise((done) => { setTimeout(done, 10); });
      return innerWidth;
    },
    usual() { before = cutText(); return []; },
    narrow(width) {
      const found = [];
      if (document.documentElement.scrollWidth > width + 1) {
        for (const one of all('body *')) {
          const box = one.getBoundingClientRect();
          const past = style(document.documentElement).direction === 'rtl' ? -box.left > 1 : box.right > width + 1;
          if (!past || box.width < 2 || !isShown(one) || one.closest(FLAT) || [...one.children].some((part) => part.getBoundingClientRect().right > width + 1 && part.getBoundingClientRect().width > 1)) continue;
          let holds = false;
          for (let up = one.parentElement; up && up !== document.body; up = up.parentElement) holds = holds || style(up).overflowX !== 'visible';
          if (!holds) found.push([one, `${document.documentElement.scrollWidth}`]);
        }
      }
      return told('narrow', found);
    },
    zoomed() { return told('zoom_cut', [...cutText()].filter(([one]) => !before.has(one))); },
    spaced() {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync('*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}p{margin-bottom:2em!important}');
      const had = [...document.adoptedStyleSheets];
      document.adoptedStyleSheets = [...had, sheet];
      const found = told('spacing_cut', [...cutText()].filter(([one]) => !before.has(one)));
      document.adoptedStyleSheets = had;
      return found;
    },
    keyboard() {
      order = tabbed();
      walked = [];
      ends = [document.createElement('span'), document.createElement('span')];
      for (const end of ends) { end.tabIndex = 0; end.textContent = '·'; }
      document.body.prepend(ends[0]);
      document.body.append(ends[1]);
      addEventListener('keydown', () => {
        const at = document.activeElement;
        walked.push(at === ends[0] ? -2 : at === ends[1] ? -3 : order.indexOf(at));
      }, true);
      ends[0].focus();
      return order.length;
    },
    async settled(moment) {
      // What the page wants to do by then is done before this, however slow it is. Where that moved the focus or took long, it gets another turn.
      for (let turn = 0; turn < 6; turn += 1) {
        const at = document.activeElement, began = performance.now();
        await new Promise((done) => { setTimeout(done, moment); });
        if (document.activeElement === at && performance.now() - began < 2 * moment) return turn;
      }
      return -1;
    },
    walked() { const found = walked; walked = []; return found; },
    trapped(some) { return told('keyboard_trap', some.filter((at) => order[at]).map((at) => [order[at], ''])); },
    async faceless() {
      const still = new CSSStyleSheet();
      still.replaceSync('*,*::before,*::after{transition:none!important;animation:none!important;caret-color:transparent!important}');
      document.adoptedStyleSheets = [...document.adoptedStyleSheets, still];
      const found = [];
      const typed = (one) => one.isContentEditable || one.matches('textarea,iframe,audio,video,input:not([type=button],[type=submit],[type=reset],[type=image],[type=checkbox],[type=radio],[type=range],[type=color],[type=file])');
      for (const [at, one] of order.slice(0, given.most_focused).entries()) {
        if (typed(one) || !one.isConnected) continue;
        if (document.activeElement) document.activeElement.blur();
        const rest = faces(one);
        one.focus();
        if (document.activeElement !== one || !one.matches(':focus-visible')) continue;
        if (faces(one) === rest) found.push(at);
      }
      return found;
    },
    focus(at, on) {
      const one = order[at];
      if (on) one.focus(); else if (document.activeElement) document.activeElement.blur();
      one.scrollIntoView({ block: 'center', behavior: 'instant' });
      const box = one.getBoundingClientRect();
      return [box.x, box.y, box.width, box.height];
    },
    invisible(some) { return told('focus_unseen', some.map((at) => [order[at], ''])); },
    speed() {
      return new Promise((done) => {
        const seen = { lcp: null, cls: 0, lcp_tag: '', worst: 0 };
        const read = (type, each) => new PerformanceObserver((list) => list.getEntries().forEach(each)).observe({ type, buffered: true });
        let first = 0, last = 0, sum = 0;
        read('largest-contentful-paint', (one) => { seen.lcp = one.startTime; seen.lcp_node = one.element ? node(one.element, '') : null; });
        read('layout-shift', (one) => {
          if (one.hadRecentInput) return;
          if (one.startTime - last > 1000 || one.startTime - first > 5000) { sum = 0; first = one.startTime; }
          last = one.startTime; sum += one.value; seen.cls = Math.max(seen.cls, sum);
          if (one.value > seen.worst && one.sources && one.sources[0] && one.sources[0].node && one.sources[0].node.nodeType === 1) {
            seen.worst = one.value; seen.cls_node = node(one.sources[0].node, one.value.toFixed(3));
          }
        });
        setTimeout(() => done(seen), 300);
      });
    },
  };
}
