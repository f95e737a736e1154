// What is wrong with the page as it is now, for people who do not see it, or see it badly, or have
// no mouse; each as a line. To be run in the page.
() => {
  const problems = [];
  const dialog = document.querySelector("dialog[open]");
  const root = dialog ?? document.body; // all else is out of reach then
  const say = (what, element) => problems.push(`${what}: ${element.outerHTML.slice(0, 160)}`);
  const all = (selector) => [...root.querySelectorAll(selector)].filter((e) => e.checkVisibility());

  // Everything that can be used has a name
  const named = (ids) => (ids ?? "").split(" ").map((id) => document.getElementById(id)?.textContent ?? "").join(" ");
  const nameOf = (e) => e.ariaLabel || named(e.getAttribute("aria-labelledby"))
    || [...(e.labels ?? [])].map((label) => label.textContent).join(" ") || (e.matches("input, textarea") ? "" : e.textContent);
  const controls = all("a, button, input, textarea, summary, [role=option], [role=listbox], dialog, [tabindex='0']");
  for (const control of dialog ? [dialog, ...controls] : controls)
    if (!nameOf(control).trim()) say("no name", control);
  for (const region of all("nav, aside, [role=region], [role=log]"))
    if (!(region.ariaLabel || named(region.getAttribute("aria-labelledby"))).trim()) say("region without a name", region);

  // A visible label is part of the name
  for (const control of all("a[aria-label], button[aria-label]")) {
    const seen = control.textContent.trim().toLowerCase();
    if (/\w/.test(seen) && !control.ariaLabel.toLowerCase().includes(seen) && !control.matches("[data-action]"))
      say("its name is not what is seen", control);
  }

  // Ids are unique and lead somewhere
  const ids = [...document.querySelectorAll("[id]")].map((e) => e.id);
  for (const id of new Set(ids.filter((one, n) => ids.indexOf(one) !== n))) problems.push(`id twice: ${id}`);
  for (const name of ["aria-labelledby", "aria-describedby", "aria-controls", "aria-activedescendant", "for"])
    for (const e of root.querySelectorAll(`[${name}]`))
      for (const id of e.getAttribute(name).split(" "))
        if (!document.getElementById(id)) say(`${name} leads nowhere`, e);

  // Headings go down one step at a time, and there is one page
  let level = dialog ? 1 : 2; // the workspace's column stands before the page's own heading
  for (const heading of all("h1, h2, h3, h4, h5, h6")) {
    const own = Number(heading.tagName[1]);
    if (own > level + 1) say("heading skips a level", heading);
    level = own;
  }
  if (document.querySelectorAll("h1").length !== 1) problems.push("not one h1");
  if (document.querySelectorAll("main").length !== 1) problems.push("not one main");
  if (!document.documentElement.lang || !document.title) problems.push("no language or no title");
  if (!document.querySelector("[role=status]")) problems.push("nothing announces what went wrong");

  // Lists hold items, items are in lists
  for (const list of all("ul, ol")) for (const child of list.children) if (child.tagName !== "LI") say("not an item", child);
  for (const image of all("img")) if (!image.hasAttribute("alt")) say("no alt", image);
  for (const hidden of all("[aria-hidden=true]")) if (hidden.querySelector("a, button, input")) say("hidden but usable", hidden);
  for (const e of all("[tabindex]")) if (e.tabIndex > 0) say("tab order of its own", e);

  // What is pressed is large enough, and what scrolls can be reached by keyboard
  for (const control of all("a, button, input, textarea, summary")) {
    const { width, height } = control.getBoundingClientRect();
    const isInText = control.matches("a") && control.closest(".section, blockquote, li.message li, p");
    const isRadio = control.matches("[type=radio]"); // its label is pressed, too
    if (!isInText && !isRadio && (width < 24 || height < 24) && !control.matches(".skip, .replies")) say("too small", control);
  }
  for (const e of all("*"))
    if (e.scrollHeight > e.clientHeight + 1 && /auto|scroll/.test(getComputedStyle(e).overflowY)
      && e.tabIndex < 0 && !e.matches("dialog, [role=listbox]") && !e.querySelector("a, button, input, textarea, summary"))
      say("scrolls, but not by keyboard", e);

  // Nothing is wider than the screen
  if (document.documentElement.scrollWidth > innerWidth) problems.push("wider than the screen");

  // Contrast of all text: 4.5, of large text 3; of edges of fields and buttons 3
  const rgb = (text) => text.match(/[\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((c) => c / 255).map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, n) => sum + c * [0.2126, 0.7152, 0.0722][n], 0);
  const ratio = (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => q - p); return (x + 0.05) / (y + 0.05); };
  const ground = (e) => {
    for (let at = e; at; at = at.parentElement) {
      const colour = rgb(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  for (const e of all("*")) {
    const style = getComputedStyle(e);
    const isText = [...e.childNodes].some((node) => node.nodeType === 3 && node.data.trim()) || e.matches("input, textarea");
    const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && style.fontWeight >= 700);
    const found = ratio(rgb(style.color), ground(e));
    if (isText && !e.matches(".unseen, .skip") && found < (large ? 3 : 4.5)) say(`contrast ${found.toFixed(2)}`, e);
    if (e.matches("input[type=text], textarea")) {
      const hint = ratio(rgb(getComputedStyle(e, "::placeholder").color), ground(e));
      if (hint < 4.5) say(`contrast of the placeholder ${hint.toFixed(2)}`, e);
    }
    if (e.matches("input[type=text], textarea, .button")) {
      const edge = ratio(rgb(style.borderTopColor), ground(e.parentElement));
      if (edge < 3) say(`contrast of the edge ${edge.toFixed(2)}`, e);
    }
  }
  return problems;
}
