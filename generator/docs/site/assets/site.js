'use strict';
// The search: the index is a script, so that it can be read from files.
const box = document.getElementById('q'), list = document.getElementById('found'), up = document.body.dataset.up;
let index = null, loading = false;
function reference(entries) {
  index = entries.map(e => ({ ...e, name: e.n.toLowerCase(), title: (e.t || '').toLowerCase(), words: (e.w || '').toLowerCase() }));
  search();
}
function load() {
  if (loading) return;
  loading = true;
  const script = document.createElement('script');
  script.src = up + 'index.js';
  document.head.append(script);
}
function score(entry, terms) {
  let total = 0;
  for (const term of terms) {
    if (entry.name.includes(term)) total += entry.name === term ? 40 : 20;
    else if (entry.title.includes(term)) total += 20;
    else if (entry.words.includes(term)) total += 1;
    else return 0;
  }
  return total;
}
// matched is the line of an entry that has a term, if neither name nor title has it.
function matched(entry, terms) {
  const term = terms.find(t => !entry.name.includes(t) && !entry.title.includes(t));
  return term ? (entry.w || '').split('\n').find(line => line.toLowerCase().includes(term)) || '' : '';
}
function search() {
  const terms = box.value.toLowerCase().split(/\s+/).filter(Boolean);
  list.hidden = terms.length === 0 || !index;
  if (list.hidden) return;
  const hits = index.map(e => [score(e, terms), e]).filter(([s]) => s > 0).sort((a, b) => b[0] - a[0]).slice(0, 40);
  list.replaceChildren(...hits.map(([, e]) => {
    const item = document.createElement('li'), link = document.createElement('a'), small = document.createElement('small');
    link.href = up + e.p;
    small.textContent = [e.t, matched(e, terms)].filter(Boolean).join(' · ');
    link.append(e.n + ' ', small);
    item.append(link);
    return item;
  }));
  if (hits.length === 0) {
    const item = document.createElement('li');
    item.textContent = list.dataset.none;
    list.append(item);
  }
}
box.addEventListener('focus', load);
box.addEventListener('input', () => { load(); search(); });
document.getElementById('search').addEventListener('submit', e => { e.preventDefault(); list.querySelector('a')?.click(); });
document.addEventListener('keydown', e => {
  if (e.key === '/' && !/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName)) { e.preventDefault(); box.focus(); }
  if (e.key === 'Escape') { list.hidden = true; }
  if ((e.key === 'ArrowDown' || e.key === 'ArrowUp') && !list.hidden && (document.activeElement === box || list.contains(document.activeElement))) {
    e.preventDefault();
    const links = [...list.querySelectorAll('a')], at = links.indexOf(document.activeElement) + (e.key === 'ArrowDown' ? 1 : -1);
    (links[at] || box).focus();
  }
});
document.addEventListener('click', e => { if (!e.target.closest('#search')) list.hidden = true; });

// The tabs of samples: the choice is kept for other pages.
const tabs = [...document.querySelectorAll('[role=tab]')];
function choose(tab, focus) {
  for (const t of tabs) {
    t.setAttribute('aria-selected', String(t === tab));
    t.tabIndex = t === tab ? 0 : -1;
    document.getElementById(t.getAttribute('aria-controls')).hidden = t !== tab;
  }
  if (focus) tab.focus();
  try { localStorage.setItem('sample', tab.id); } catch { /* files of some browsers have no storage */ }
}
for (const tab of tabs) {
  tab.addEventListener('click', () => choose(tab));
  tab.addEventListener('keydown', e => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[e.key];
    if (step) choose(tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length], true);
  });
}
try {
  const kept = tabs.find(t => t.id === localStorage.getItem('sample'));
  if (kept) choose(kept);
} catch { /* as above */ }
document.querySelector('.copy')?.addEventListener('click', async e => {
  const shown = document.querySelector('[role=tabpanel]:not([hidden])'), button = e.target, text = button.textContent;
  await navigator.clipboard.writeText(shown.textContent);
  button.textContent = button.dataset.done;
  setTimeout(() => { button.textContent = text; }, 2000);
});

// A call is tried in the console of a sandbox, which signs it: pages of other origins cannot.
document.querySelector('.try')?.addEventListener('submit', e => {
  e.preventDefault();
  const form = e.target, d = form.dataset;
  const call = new URLSearchParams({ operation: d.operation, method: d.method, uri: d.url, body: d.body });
  window.open(new URL('/sandbox/#/compose?' + call, form.querySelector('input').value), '_blank', 'noreferrer');
});
if (matchMedia('(max-width: 56rem)').matches) document.querySelector('.menu').open = false;
