// Writes x_i and x_{…} as subscripts, x^{…} and x^n as superscripts: in running text, and in blocks marked `text` of the
// theory. Without this file, or without scripts, formulas stay readable as they are written.
"use strict";
(function () {
    const BRACED = "\\{(?:[^{}]|\\{[^{}]*\\})*\\}";
    const WORD = "[\u2212\u2013-]?(?:[A-Za-z\u0370-\u03ff0-9\u2217][\u0302\u0304]?)+['\u2032]?";
    const MARKED = new RegExp("(?<=[\\p{L}\\p{N}\\p{M}\u2211\u220f\\]})'\u2032])([_^])(" + BRACED + "|" + WORD + ")", "gu");
    const SKIPPED = "code, pre, kbd, script, style, textarea, nav, .menu-title";

    function typeset(text) {
        const made = document.createDocumentFragment();
        let done = 0;
        for (const match of text.matchAll(MARKED)) {
            made.append(text.slice(done, match.index));
            const mark = document.createElement(match[1] === "_" ? "sub" : "sup");
            mark.append(match[2].startsWith("{") ? typeset(match[2].slice(1, -1)) : match[2]);
            made.append(mark);
            done = match.index + match[0].length;
        }
        made.append(text.slice(done));
        return made;
    }

    function typesetTexts(root, skips) {
        const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
        const found = [];
        while (walker.nextNode()) {
            if (/[_^]/.test(walker.currentNode.nodeValue) && !(skips && walker.currentNode.parentElement.closest(SKIPPED))) {
                found.push(walker.currentNode);
            }
        }
        found.forEach((node) => node.replaceWith(typeset(node.nodeValue)));
    }

    const main = document.querySelector("main");
    if (main) {
        typesetTexts(main, true);
        if (/\/theory\/|words\.html/.test(document.location.pathname)) {
            main.querySelectorAll("pre code.language-text").forEach((block) => {
                block.classList.add("formula");
                typesetTexts(block, false);
            });
        }
    }
})();
