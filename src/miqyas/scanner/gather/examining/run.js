// Looks at a page: own checks, then axe in portions, each told through the binding as soon as it is over.
(given, own, isOnlyNode) => {
  const place = (element) => {
    const box = element.getBoundingClientRect();
    return [box.x + scrollX, box.y + scrollY, box.width, box.height].map((side) => Math.round(side) || 0);
  };
  const path = (element) => {
    const parts = [];
    for (let one = element; one && one.nodeType === 1 && parts.length < 12; one = one.parentElement) {
      if (one.id && document.getElementById(one.id) === one) { parts.unshift(`#${CSS.escape(one.id)}`); break; }
      const alike = one.parentElement ? [...one.parentElement.children].filter((other) => other.tagName === one.tagName) : [];
      const tag = one.tagName.toLowerCase();
      parts.unshift(alike.length > 1 ? `${tag}:nth-of-type(${alike.indexOf(one) + 1})` : tag);
    }
    return parts.join(' > ').slice(0, 300);
  };
  const node = (element, detail) => [path(element), place(element), element.outerHTML.slice(0, 240), String(detail || '').slice(0, 240)];
  const tell = (part, found) => miqyas_told(JSON.stringify({ part, found }));

  // One pass over the colours serves levels AA and AAA: what AAA calls too weak is weighed once more for AA.
  const ENHANCED = 'color-contrast-enhanced';
  const COLOURS = { ignoreUnicode: true, ignoreLength: false, ignorePseudo: false, boldValue: 700, boldTextPt: 14, largeTextPt: 18,
    contrastRatio: { normal: { expected: 7 }, large: { expected: 4.5 } }, pseudoSizeThreshold: 0.25, shadowOutlineEmMax: 0.1, textStrokeEmMin: 0.03 };
  const dataOf = (found) => ((found.any || []).find((check) => check.id.startsWith('color-contrast')) || {}).data || {};
  const ratioOf = (found) => dataOf(found).contrastRatio || '';
  const byLevel = (one) => {
    if (one.id !== ENHANCED) return [[one.id, one.nodes]];
    const isWeak = (found) => dataOf(found).contrastRatio < (parseFloat(dataOf(found).expectedContrastRatio) > 5 ? 4.5 : 3);
    const weak = one.nodes.filter(isWeak), rest = one.nodes.filter((found) => !isWeak(found));
    return [['color-contrast', weak], [ENHANCED, rest]].filter(([, nodes]) => nodes.length);
  };

  globalThis.miqyas_node = node;
  if (isOnlyNode) return;
  const rest = async () => {
    if (!['text/html', 'application/xhtml+xml'].includes(document.contentType)) return tell('end', []);
    if (own) {
      const [checks, texts] = own(given);
      const found = [], failed = [];
      for (const [check, look] of Object.entries(checks)) {
        if (given.left_out.includes(check)) continue;
        const nodes = [];
        let total = 0;
        try {
          for (const [element, detail] of look()) {
            total += 1;
            if (nodes.length < given.most_nodes) nodes.push(node(element, detail));
            if (total >= given.most_total) break;
          }
        } catch (error) {
          failed.push(check);
        }
        if (total) found.push({ check, total, nodes });
      }
      const said = texts.slice(0, 60).map(([element, words]) => [...node(element, '').slice(0, 3), words]);
      tell('own', [...found, { check: 'texts', total: said.length, nodes: said }, { check: 'failed', total: failed.length, nodes: [], failed }]);
    }
    if (typeof axe === 'undefined') return tell('end', []);
    axe.configure({ checks: [{ id: ENHANCED, options: COLOURS }] });
    const listed = axe.getRules().filter((rule) => given.also.includes(rule.ruleId)
      || rule.tags.some((tag) => given.tags.includes(tag)) && !rule.tags.includes('experimental') && !rule.tags.includes('deprecated'));
    const names = listed.map((rule) => rule.ruleId).filter((name) => !given.left_out.includes(name));
    const isSmall = document.getElementsByTagName('*').length < given.small_page;
    const slow = names.filter((name) => given.slow.includes(name));
    const portions = isSmall ? [['axe', names]]
      : [['axe', names.filter((name) => !slow.includes(name))], ...slow.map((name) => [`axe:${name}`, [name]])];
    for (const [part, values] of portions) {
      const rules = Object.fromEntries(values.map((name) => [name, { enabled: true }]));
      const options = { runOnly: { type: 'rule', values }, rules, resultTypes: ['violations'], preload: false,
        elementRef: true, iframes: false, selectors: false, ancestry: false };
      const told = await axe.run(document, options);
      tell(part, told.violations.flatMap(byLevel).map(([check, nodes]) => ({
        check, total: nodes.length,
        nodes: nodes.slice(0, given.most_nodes).map((found) => node(found.element, ratioOf(found))),
      })));
    }
    tell('end', []);
  };
  rest().catch((error) => tell('broken', [String(error).slice(0, 300)]));
}
