// Writes x_i and x_{…} as subscripts, x^{…} and x^n as superscripts: in running text, and in blocks marked `text`.
// Without this file, or without scripts, formulas stay readable as they are written.
"use strict";
(function () {
    const SIGN = "\\{[^{}]*\\}|[\u2212\u2013-]?(?:[A-Za-z\u0370-\u03ff0-9*\u2217]\u0304?[\u0302\u0304]?)+['\u2032]?";
    const PATTERN = new RegExp("(?<=[\\p{L}\\p{N}\\p{M}\u2211\u03a0\\]})'\u2032])([_^])(" + SIGN + ")", "gu");
    const SKIPPED = "code, pre, kbd, script, style, textarea, nav, .menu-title, #mdbook-sidebar, #sidebar";

    function rewrite(node) {
        const text = node.nodeValue;
        PATTERN.lastIndex = 0;
        if (!/[_^]/.test(text) || !PATTERN.test(text)) {
            return;
        }
        const made = document.createDocumentFragment();
        let done = 0;
        for (const match of text.matchAll(PATTERN)) {
            made.append(text.slice(done, match.index));
            const mark = document.createElement(match[1] === "_" ? "sub" : "sup");
            mark.textContent = match[2].startsWith("{") ? match[2].slice(1, -1) : match[2];
            made.append(mark);
            done = match.index + match[0].length;
        }
        made.append(text.slice(done));
        node.replaceWith(made);
    }

    function texts(root, accept) {
        const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
        const found = [];
        while (walker.nextNode()) {
            if (accept(walker.currentNode.parentElement)) {
                found.push(walker.currentNode);
            }
        }
        return found;
    }

    const main = document.querySelector("main");
    if (main) {
        texts(main, (parent) => !parent.closest(SKIPPED)).forEach(rewrite);
        const isTheory = /\/theory\/|words\.html|print\.html/.test(document.location.pathname);
        if (isTheory) {
            main.querySelectorAll("pre code.language-text").forEach((block) => {
                block.classList.add("formula");
                texts(block, () => true).forEach(rewrite);
            });
        }
    }
})();
