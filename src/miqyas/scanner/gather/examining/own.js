// Own checks of a page as it stands: what axe does not look for. Each yields [element, detail].
// `given` holds words and numbers from checks.yaml. It runs in a world of its own: the page cannot change it.
(given) => {
  const MOST = given.most_elements;
  const all = (wanted, root = document) => Array.prototype.slice.call(root.querySelectorAll(wanted), 0, MOST);
  const squeezed = (text) => String(text || '').replace(/\s+/g, ' ').trim();
  const plain = (text) => squeezed(text).toLowerCase().replace(/[\u064b-\u0652\u0640]/g, '')
    .replace(/[أإآ]/g, 'ا').replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');
  const setOf = (words) => new Set(words.map(plain).filter(Boolean));
  const vague = setOf(given.vague_links), vagueAlt = setOf(given.vague_pictures), vagueTitle = setOf(given.vague_titles);
  const told = (text, words) => { const found = ` ${plain(text)} `; return words.some((word) => found.includes(plain(word))); };
  const isShown = (one) => one.checkVisibility({ visibilityProperty: true }) && one.getClientRects().length > 0;
  const isHidden = (one) => one.getAttribute('aria-hidden') === 'true' || !one.checkVisibility({ visibilityProperty: true });

  const named = (ids) => squeezed(ids.split(/\s+/).map((id) => (document.getElementById(id) || {}).textContent).join(' '));
  const content = (one, depth = 0) => {
    let found = '';
    for (const part of one.childNodes) {
      if (part.nodeType === 3) found += part.data;
      else if (part.nodeType === 1 && depth < 20 && !isHidden(part)) {
        const label = part.getAttribute('aria-label');
        found += ` ${label || (part.tagName === 'IMG' ? part.alt : content(part, depth + 1))} `;
      }
    }
    return found;
  };
  const nameOf = (one) => {
    const by = one.getAttribute('aria-labelledby');
    const own = (by && named(by)) || squeezed(one.getAttribute('aria-label'));
    if (own) return own;
    if (one.matches('img,area,input[type=image]')) return squeezed(one.alt || one.title);
    if (one.labels && one.labels.length) return squeezed([...one.labels].map((label) => content(label)).join(' '));
    return squeezed(content(one)) || squeezed(one.title);
  };
  const links = all('a[href],area[href]').filter(isShown);
  const fields = all('input:not([type=hidden],[type=submit],[type=button],[type=image],[type=reset]),select,textarea').filter(isShown);
  const blocks = all('p,li,dd,blockquote,td,figcaption').filter((one) => isShown(one) && squeezed(one.textContent).length > 20);
  const style = (one) => getComputedStyle(one);
  const text = (one) => squeezed(one.innerText);
  const ending = (link) => (/\.([a-z0-9]{2,5})$/i.exec(link.pathname || '') || ['', ''])[1].toLowerCase();
  const linesOf = (one) => {
    const range = document.createRange();
    range.selectNodeContents(one);
    return new Set([...range.getClientRects()].slice(0, 400).map((box) => Math.round(box.bottom / 6))).size || 1;
  };
  const INTERACTIVE = 'a[href],button,input,select,textarea,summary,label,option,[tabindex],[role=button],[role=link],[contenteditable]';

  const checks = {
    * link_vague() { for (const one of links) if (one.getAttribute('role') !== 'button' && vague.has(plain(nameOf(one)))) yield [one, nameOf(one)]; },
    * link_signs() { for (const one of links) { const name = nameOf(one); if (name && !/[\p{L}\p{N}\p{S}]/u.test(name)) yield [one, name]; } },
    * link_hidden_words() {
      for (const one of links) {
        const hidden = all('*', one).filter((part) => part.children.length === 0 && squeezed(part.textContent)
          && !part.checkVisibility({ visibilityProperty: true }));
        if (hidden.length && vague.has(plain(content(one)))) yield [one, squeezed(hidden[0].textContent)];
      }
    },
    * link_new_window() {
      for (const one of links) {
        if (one.target !== '_blank') continue;
        if (!told(`${nameOf(one)} ${one.title} ${named(one.getAttribute('aria-describedby') || '')}`, given.new_window)) yield [one, ''];
      }
    },
    * link_script() { for (const one of links) if (/^\s*javascript:/i.test(one.getAttribute('href')) && one.getAttribute('role') !== 'button') yield [one, '']; },
    * link_nowhere() {
      for (const one of links) {
        if (['#', ''].includes(one.getAttribute('href').trim()) && !one.getAttribute('role') && !one.onclick && !one.closest('[data-toggle],[data-bs-toggle],[aria-expanded]')) yield [one, nameOf(one)];
      }
    },
    * link_title_repeats() { for (const one of links) if (one.title && plain(one.title) === plain(one.innerText)) yield [one, one.title]; },
    * link_file() {
      for (const one of links) {
        const kind = ending(one);
        if (given.files.includes(kind) && !told(`${nameOf(one)} ${one.title}`, [kind, ...given.file_words])) yield [one, kind];
      }
    },
    * link_media() {
      for (const one of links) {
        const kind = ending(one);
        if (given.media.includes(kind) && !told((one.parentElement || one).innerText, given.transcript)) yield [one, kind];
      }
    },
    * link_picture() {
      for (const one of links) {
        if (given.pictures.includes(ending(one)) && !one.querySelector('img') && !told(`${nameOf(one)} ${one.title}`, given.picture_words)) yield [one, ending(one)];
      }
    },
    * link_same_words() {
      const seen = new Map();
      for (const one of links) {
        const name = plain(nameOf(one)), at = one.href.split('#')[0];
        if (!name || vague.has(name) || one.closest('nav,header,footer') || !one.protocol.startsWith('http')) continue;
        const row = squeezed((one.closest('li,tr,p,td,article,section') || one).textContent).slice(0, 200);
        const before = seen.get(name);
        if (before && before.at !== at && before.row.length < 200 === row.length < 200) { yield [one, nameOf(one)]; }
        else if (!before) seen.set(name, { at, row });
      }
    },
    * link_twice() {
      for (const one of links) {
        const next = one.nextElementSibling;
        if (!next || next.tagName !== 'A' || next.href !== one.href || squeezed((one.nextSibling || {}).data)) continue;
        if ((one.querySelector('img') || next.querySelector('img'))) yield [next, nameOf(next)];
      }
    },
    * link_as_button() { for (const one of links) if (one.getAttribute('role') === 'button') yield [one, nameOf(one)]; },
    * button_picture_vague() { for (const one of all('input[type=image]')) if (vagueAlt.has(plain(one.alt)) || vague.has(plain(one.alt))) yield [one, one.alt]; },
    * picture_file_name() { for (const one of all('img[alt]')) if (/^[^\s]+\.(png|jpe?g|gif|svg|webp|bmp|tiff?)$/i.test(squeezed(one.alt))) yield [one, one.alt]; },
    * picture_vague() { for (const one of all('img[alt]')) if (vagueAlt.has(plain(one.alt))) yield [one, one.alt]; },
    * picture_title_only() { for (const one of all('img[alt=""][title]')) if (squeezed(one.title)) yield [one, one.title]; },
    * picture_both() { for (const one of all('img[role=presentation][alt],img[role=none][alt]')) if (squeezed(one.alt)) yield [one, one.alt]; },
    * list_drawn() {
      const mark = /^\s*(?:[*•·▪●◦–—-]|[0-9\u0660-\u0669]{1,2}[.)-])\s+\S/;
      for (const first of all('br')) {
        const home = first.parentElement;
        if (!home || home.querySelector('br') !== first || !isShown(home)) continue;
        if (home.innerText.split('\n').filter((line) => mark.test(line)).length >= 3) yield [home, ''];
      }
    },
    * table_scope() {
      for (const one of all('table')) {
        const heads = all('th', one).filter((head) => head.closest('table') === one);
        const rows = heads.filter((head) => head.parentElement.querySelector('td') && head.parentElement.rowIndex > 0);
        if (rows.length && heads.length > rows.length && !heads.some((head) => head.scope || head.id)) yield [one, ''];
      }
    },
    * table_in_table() { for (const one of all('table table')) yield [one, '']; },
    * table_caption() {
      for (const one of all('table')) {
        if (one.querySelector('th') && !one.caption && !nameOf2(one) && one.rows.length > 2) yield [one, ''];
      }
    },
    * table_layout() {
      for (const one of all('table')) {
        const role = one.getAttribute('role');
        if (!one.querySelector('th,caption,[scope]') && role !== 'presentation' && role !== 'none'
          && one.querySelector('td h1,td h2,td h3,td nav,td ul,td form,td table')) yield [one, ''];
      }
    },
    * table_ragged() {
      for (const one of all('table')) {
        if (one.querySelector('[rowspan]')) continue;
        const widths = new Set([...one.rows].slice(0, 200).map((row) => [...row.cells].reduce((sum, cell) => sum + cell.colSpan, 0)));
        if (widths.size > 1) yield [one, [...widths].join(', ')];
      }
    },
    * direction() {
      const rtl = new Set(given.right_to_left);
      for (const one of new Set([document.documentElement, ...all('[lang]')])) {
        const code = (one.getAttribute('lang') || '').toLowerCase();
        const words = squeezed(one.textContent);
        if (!code || !words || one.tagName === 'A' && words.length < 20) continue;
        const isRight = rtl.has(code.split('-')[0]) && !code.includes('-latn');
        const letters = (words.match(/[\u0590-\u08ff]/g) || []).length / words.length;
        const fits = isRight ? letters > 0.3 : letters < 0.3;
        const display = style(one);
        if (fits && isRight !== (display.direction === 'rtl') && (display.display !== 'inline' || one.dir)) yield [one, `${code} ${display.direction}`];
      }
    },
    * table_head_alone() {
      for (const one of all('table')) {
        if (one.querySelector('[colspan],[rowspan],table') || one.rows.length < 2) continue;
        const rest = [...one.rows].slice(1, MOST);
        for (const [at, head] of [...one.rows[0].cells].entries()) {
          const below = rest.map((row) => row.cells[at]).filter(Boolean);
          const is = (cell) => cell.tagName === 'TH' || !cell.headers || cell.headers.split(/\s+/).includes(head.id);
          if (head.tagName === 'TH' && squeezed(head.textContent) && head.scope !== 'row' && !one.rows[0].querySelector('td') && !below.some(is)
            && !(head.id && one.querySelector(`[headers~="${CSS.escape(head.id)}"]`))) yield [head, ''];
        }
      }
    },
    * table_only_heads() {
      for (const one of all('table')) if (one.rows.length > 1 && one.querySelector('th') && !one.querySelector('td')) yield [one, ''];
    },
    * label_placeholder() {
      for (const one of fields) {
        const own = one.labels && one.labels.length || one.getAttribute('aria-label') || one.getAttribute('aria-labelledby') || one.title;
        if (one.placeholder && !own) yield [one, one.placeholder];
      }
    },
    * id_twice() {
      const seen = new Set();
      for (const one of all('[id]')) { if (one.id && seen.has(one.id)) yield [one, one.id]; seen.add(one.id); }
    },
    * fieldset_words() {
      for (const one of all('fieldset')) {
        const legend = one.querySelector(':scope > legend');
        if (!(legend && squeezed(content(legend))) && !one.getAttribute('aria-label') && !one.getAttribute('aria-labelledby')) yield [one, ''];
      }
    },
    * choices_apart() {
      const seen = new Map();
      for (const one of all('input[type=radio][name],input[type=checkbox][name]').filter(isShown)) {
        if (one.closest('fieldset,[role=group],[role=radiogroup],table')) continue;
        const key = `${one.type} ${one.name}`;
        seen.set(key, [...(seen.get(key) || []), one]);
      }
      for (const some of seen.values()) if (some.length > 1) yield [some[0], String(some.length)];
    },
    * fields_alike() {
      const seen = new Set();
      for (const one of fields) {
        if (['radio', 'checkbox'].includes(one.type) || !one.form) continue;
        const group = one.closest('fieldset,[role=group],tr');
        if (group && group.closest('form') !== one.form) continue;
        const name = plain(nameOf(one)), key = `${[...document.forms].indexOf(one.form)} ${group ? squeezed(group.textContent).slice(0, 80) : ''} ${name}`;
        if (name && seen.has(key)) yield [one, nameOf(one)];
        seen.add(key);
      }
    },
    * label_clash() {
      const seen = new Set();
      for (const one of all('label[for]').filter(isShown)) {
        if (seen.has(one.htmlFor) && document.getElementById(one.htmlFor)) yield [one, squeezed(one.textContent)];
        seen.add(one.htmlFor);
      }
    },
    * focus_on_text() {
      for (const one of all('p[tabindex="0"],h1[tabindex="0"],h2[tabindex="0"],h3[tabindex="0"],h4[tabindex="0"],span[tabindex="0"],li[tabindex="0"],img[tabindex="0"],div[tabindex="0"]')) {
        const scrolls = one.scrollHeight > one.clientHeight + 1 || one.scrollWidth > one.clientWidth + 1;
        if (!one.getAttribute('role') && !one.onclick && !scrolls && !one.isContentEditable && style(one).cursor !== 'pointer') yield [one, ''];
      }
    },
    * access_key() { for (const one of all('[accesskey]')) if (one.getAttribute('accesskey')) yield [one, one.getAttribute('accesskey')]; },
    * button_false() {
      for (const one of all('div,span,li,td,img,p')) {
        const looks = one.hasAttribute('onclick') || /(^|[\s_-])(btn|button)($|\s)/i.test(one.getAttribute('class') || '');
        if (looks && isShown(one) && !one.closest(INTERACTIVE) && !one.querySelector(INTERACTIVE) && squeezed(one.textContent || one.alt).length < 80) yield [one, squeezed(one.textContent)];
      }
    },
    * paragraph_empty() { for (const one of all('p')) if (!one.children.length && !squeezed(one.textContent) && !one.id && !one.className) yield [one, '']; },
    * old_elements() { for (const one of all('center,font,big,strike,tt,basefont')) yield [one, one.tagName.toLowerCase()]; },
    * text_justified() { for (const one of blocks) if (style(one).textAlign === 'justify' && text(one).length > 150) yield [one, '']; },
    * text_capitals() { for (const one of blocks) if (style(one).textTransform === 'uppercase' && text(one).length > 80) yield [one, '']; },
    * text_italic() { for (const one of blocks) if (style(one).fontStyle === 'italic' && text(one).length > 150) yield [one, '']; },
    * text_small() { for (const one of blocks) if (parseFloat(style(one).fontSize) < given.smallest_text) yield [one, style(one).fontSize]; },
    * lines_tight() {
      for (const one of blocks) {
        const height = parseFloat(style(one).lineHeight) / parseFloat(style(one).fontSize);
        if (height < given.tightest_lines && text(one).length > 100 && linesOf(one) > 1) yield [one, height.toFixed(2)];
      }
    },
    * lines_long() {
      for (const one of blocks) {
        if (one.children.length > 10 || text(one).length <= given.longest_line) continue;
        const longest = text(one).length / linesOf(one);
        if (longest > given.longest_line) yield [one, String(Math.round(longest))];
      }
    },
    * orientation_locked() {
      for (const sheet of document.styleSheets) {
        let rules = [];
        try { rules = [...sheet.cssRules]; } catch (error) { continue; }
        for (const rule of rules.slice(0, MOST)) {
          if (!rule.media || !/orientation/.test(rule.media.mediaText)) continue;
          for (const inner of [...rule.cssRules].slice(0, MOST)) {
            const turn = inner.style && (inner.style.transform || inner.style.rotate && `rotate(${inner.style.rotate})`);
            if (!turn || !/rotate|matrix/.test(turn)) continue;
            const matrix = new DOMMatrix(turn);
            const angle = Math.abs(Math.atan2(matrix.b, matrix.a) * 180 / Math.PI);
            const one = Math.abs(angle - 90) < 5 && document.querySelector(inner.selectorText);
            if (one && (one.contains(document.body) || one.getBoundingClientRect().width > innerWidth / 2)) yield [one, rule.media.mediaText];
          }
        }
      }
    },
    * title_vague() { if (vagueTitle.has(plain(document.title))) yield [document.querySelector('title') || document.documentElement, document.title]; },
    * plays_by_itself() {
      for (const one of all('audio[autoplay],video[autoplay]')) {
        const cut = /#t=([\d.]*),([\d.]+)/.exec(one.currentSrc || one.src || (one.querySelector('source') || {}).src || '');
        const length = cut ? cut[2] - (cut[1] || 0) : one.duration;
        if (one.muted || one.hasAttribute('muted') || one.controls || length <= 3) continue;
        if (one.webkitAudioDecodedByteCount === 0 && one.readyState > 2 && one.tagName === 'VIDEO') continue;
        if (!all('button,input[type=button],[role=button]').some((button) => told(nameOf(button), given.stop_words))) yield [one, ''];
      }
    },
    * media_alone() {
      for (const one of all('audio,video')) {
        if (one.querySelector('track[kind=captions],track[kind=subtitles],track[kind=descriptions]') || one.getAttribute('aria-describedby')) continue;
        if (!isShown(one) || one.muted && one.loop) continue;
        const near = one.parentElement ? squeezed(one.parentElement.textContent) : '';
        if (!told(near, given.transcript) && near.length < 100) yield [one, one.tagName.toLowerCase()];
      }
    },
  };
  const nameOf2 = (one) => one.getAttribute('aria-label') || one.getAttribute('aria-labelledby') || one.getAttribute('aria-describedby') || one.closest('figure') && one.closest('figure').querySelector('figcaption');

  const texts = [];
  for (const one of new Set([document.documentElement, ...all('[lang]')].slice(0, 200))) {
    const code = one.getAttribute('lang') || '';
    if (!code && one !== document.documentElement) continue;
    let words = '';
    const walk = document.createTreeWalker(one, NodeFilter.SHOW_TEXT);
    while (words.length < 1500 && walk.nextNode()) {
      const home = walk.currentNode.parentElement;
      if (home && !(document.head && document.head.contains(home)) && home.closest('[lang]') === (code ? one : null) && home.closest('script,style,noscript,code,pre') === null) words += ` ${walk.currentNode.data}`;
    }
    words = squeezed(words);
    if (words) texts.push([one, `${code}\n${words.slice(0, 1500)}`]);
  }
  return [checks, texts];
}
