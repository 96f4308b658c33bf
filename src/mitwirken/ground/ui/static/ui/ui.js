// SPDX-License-Identifier: EUPL-1.2
// What a browser may add to pages that work without it. Each file defines one element.
import "./char-count.js";
import "./copy-link.js";
import "./once-form.js";
import "./auto-submit.js";
import "./draft-keeper.js";
