/* propus-math-symbols.c - what the commands of LaTeX mean
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-math-symbols.h"

#include <string.h>

#define ORDINARY    PROPUS_MATH_ORDINARY
#define OPERATOR    PROPUS_MATH_OPERATOR
#define BINARY      PROPUS_MATH_BINARY
#define RELATION    PROPUS_MATH_RELATION
#define OPENING     PROPUS_MATH_OPENING
#define CLOSING     PROPUS_MATH_CLOSING
#define PUNCTUATION PROPUS_MATH_PUNCTUATION
#define ITALIC      PROPUS_MATH_ITALIC
#define LARGE       PROPUS_MATH_LARGE
#define LIMITS      PROPUS_MATH_LIMITS

static const PropusMathSymbol symbols[] = {
  { "alpha", "α", ORDINARY, ITALIC }, { "beta", "β", ORDINARY, ITALIC }, { "gamma", "γ", ORDINARY, ITALIC },
  { "delta", "δ", ORDINARY, ITALIC }, { "epsilon", "ϵ", ORDINARY, ITALIC }, { "varepsilon", "ε", ORDINARY, ITALIC },
  { "zeta", "ζ", ORDINARY, ITALIC }, { "eta", "η", ORDINARY, ITALIC }, { "theta", "θ", ORDINARY, ITALIC },
  { "vartheta", "ϑ", ORDINARY, ITALIC }, { "iota", "ι", ORDINARY, ITALIC }, { "kappa", "κ", ORDINARY, ITALIC },
  { "varkappa", "ϰ", ORDINARY, ITALIC }, { "lambda", "λ", ORDINARY, ITALIC }, { "mu", "μ", ORDINARY, ITALIC },
  { "nu", "ν", ORDINARY, ITALIC }, { "xi", "ξ", ORDINARY, ITALIC }, { "omicron", "ο", ORDINARY, ITALIC },
  { "pi", "π", ORDINARY, ITALIC }, { "varpi", "ϖ", ORDINARY, ITALIC }, { "rho", "ρ", ORDINARY, ITALIC },
  { "varrho", "ϱ", ORDINARY, ITALIC }, { "sigma", "σ", ORDINARY, ITALIC }, { "varsigma", "ς", ORDINARY, ITALIC },
  { "tau", "τ", ORDINARY, ITALIC }, { "upsilon", "υ", ORDINARY, ITALIC }, { "phi", "ϕ", ORDINARY, ITALIC },
  { "varphi", "φ", ORDINARY, ITALIC }, { "chi", "χ", ORDINARY, ITALIC }, { "psi", "ψ", ORDINARY, ITALIC },
  { "omega", "ω", ORDINARY, ITALIC }, { "digamma", "ϝ", ORDINARY, ITALIC }, { "imath", "ı", ORDINARY, ITALIC },
  { "jmath", "ȷ", ORDINARY, ITALIC }, { "ell", "ℓ", ORDINARY, ITALIC }, { "Gamma", "Γ", ORDINARY, 0 },
  { "Delta", "Δ", ORDINARY, 0 }, { "Theta", "Θ", ORDINARY, 0 }, { "Lambda", "Λ", ORDINARY, 0 },
  { "Xi", "Ξ", ORDINARY, 0 }, { "Pi", "Π", ORDINARY, 0 }, { "Sigma", "Σ", ORDINARY, 0 },
  { "Upsilon", "Υ", ORDINARY, 0 }, { "Phi", "Φ", ORDINARY, 0 }, { "Psi", "Ψ", ORDINARY, 0 },
  { "Omega", "Ω", ORDINARY, 0 }, { "Alpha", "Α", ORDINARY, 0 }, { "Beta", "Β", ORDINARY, 0 },
  { "Epsilon", "Ε", ORDINARY, 0 }, { "Zeta", "Ζ", ORDINARY, 0 }, { "Eta", "Η", ORDINARY, 0 },
  { "Iota", "Ι", ORDINARY, 0 }, { "Kappa", "Κ", ORDINARY, 0 }, { "Mu", "Μ", ORDINARY, 0 }, { "Nu", "Ν", ORDINARY, 0 },
  { "Omicron", "Ο", ORDINARY, 0 }, { "Rho", "Ρ", ORDINARY, 0 }, { "Tau", "Τ", ORDINARY, 0 },
  { "Chi", "Χ", ORDINARY, 0 }, { "infty", "∞", ORDINARY, 0 }, { "partial", "∂", ORDINARY, 0 },
  { "nabla", "∇", ORDINARY, 0 }, { "hbar", "ℏ", ORDINARY, 0 }, { "hslash", "ℏ", ORDINARY, 0 },
  { "aleph", "ℵ", ORDINARY, 0 }, { "beth", "ℶ", ORDINARY, 0 }, { "gimel", "ℷ", ORDINARY, 0 },
  { "daleth", "ℸ", ORDINARY, 0 }, { "Re", "ℜ", ORDINARY, 0 }, { "Im", "ℑ", ORDINARY, 0 }, { "wp", "℘", ORDINARY, 0 },
  { "emptyset", "∅", ORDINARY, 0 }, { "varnothing", "∅", ORDINARY, 0 }, { "forall", "∀", ORDINARY, 0 },
  { "exists", "∃", ORDINARY, 0 }, { "nexists", "∄", ORDINARY, 0 }, { "neg", "¬", ORDINARY, 0 },
  { "lnot", "¬", ORDINARY, 0 }, { "top", "⊤", ORDINARY, 0 }, { "bot", "⊥", ORDINARY, 0 },
  { "angle", "∠", ORDINARY, 0 }, { "measuredangle", "∡", ORDINARY, 0 }, { "sphericalangle", "∢", ORDINARY, 0 },
  { "triangle", "△", ORDINARY, 0 }, { "square", "□", ORDINARY, 0 }, { "Box", "□", ORDINARY, 0 },
  { "blacksquare", "■", ORDINARY, 0 }, { "Diamond", "◇", ORDINARY, 0 }, { "lozenge", "◊", ORDINARY, 0 },
  { "star", "⋆", ORDINARY, 0 }, { "bigstar", "★", ORDINARY, 0 }, { "clubsuit", "♣", ORDINARY, 0 },
  { "diamondsuit", "♢", ORDINARY, 0 }, { "heartsuit", "♡", ORDINARY, 0 }, { "spadesuit", "♠", ORDINARY, 0 },
  { "flat", "♭", ORDINARY, 0 }, { "natural", "♮", ORDINARY, 0 }, { "sharp", "♯", ORDINARY, 0 },
  { "degree", "°", ORDINARY, 0 }, { "prime", "′", ORDINARY, 0 }, { "backprime", "‵", ORDINARY, 0 },
  { "checkmark", "✓", ORDINARY, 0 }, { "dagger", "†", ORDINARY, 0 }, { "ddagger", "‡", ORDINARY, 0 },
  { "S", "§", ORDINARY, 0 }, { "P", "¶", ORDINARY, 0 }, { "copyright", "©", ORDINARY, 0 },
  { "pounds", "£", ORDINARY, 0 }, { "euro", "€", ORDINARY, 0 }, { "yen", "¥", ORDINARY, 0 },
  { "complement", "∁", ORDINARY, 0 }, { "eth", "ð", ORDINARY, 0 }, { "mho", "℧", ORDINARY, 0 },
  { "surd", "√", ORDINARY, 0 }, { "therefore", "∴", ORDINARY, 0 }, { "because", "∵", ORDINARY, 0 },
  { "qed", "∎", ORDINARY, 0 }, { "R", "ℝ", ORDINARY, 0 }, { "N", "ℕ", ORDINARY, 0 }, { "Z", "ℤ", ORDINARY, 0 },
  { "Q", "ℚ", ORDINARY, 0 }, { "C", "ℂ", ORDINARY, 0 }, { "reals", "ℝ", ORDINARY, 0 }, { "AA", "Å", ORDINARY, 0 },
  { "dots", "…", ORDINARY, 0 }, { "ldots", "…", ORDINARY, 0 }, { "cdots", "⋯", ORDINARY, 0 },
  { "vdots", "⋮", ORDINARY, 0 }, { "ddots", "⋱", ORDINARY, 0 }, { "dotsc", "…", ORDINARY, 0 },
  { "dotsb", "⋯", ORDINARY, 0 }, { "dotsm", "⋯", ORDINARY, 0 }, { "dotsi", "⋯", ORDINARY, 0 },
  { "dotso", "…", ORDINARY, 0 }, { "textellipsis", "…", ORDINARY, 0 }, { "iddots", "⋰", ORDINARY, 0 },
  { "pm", "±", BINARY, 0 }, { "mp", "∓", BINARY, 0 }, { "times", "×", BINARY, 0 }, { "div", "÷", BINARY, 0 },
  { "cdot", "⋅", BINARY, 0 }, { "ast", "∗", BINARY, 0 }, { "circ", "∘", BINARY, 0 }, { "bullet", "•", BINARY, 0 },
  { "oplus", "⊕", BINARY, 0 }, { "ominus", "⊖", BINARY, 0 }, { "otimes", "⊗", BINARY, 0 },
  { "oslash", "⊘", BINARY, 0 }, { "odot", "⊙", BINARY, 0 }, { "cap", "∩", BINARY, 0 }, { "cup", "∪", BINARY, 0 },
  { "uplus", "⊎", BINARY, 0 }, { "sqcap", "⊓", BINARY, 0 }, { "sqcup", "⊔", BINARY, 0 }, { "vee", "∨", BINARY, 0 },
  { "lor", "∨", BINARY, 0 }, { "wedge", "∧", BINARY, 0 }, { "land", "∧", BINARY, 0 }, { "setminus", "∖", BINARY, 0 },
  { "smallsetminus", "∖", BINARY, 0 }, { "wr", "≀", BINARY, 0 }, { "amalg", "⨿", BINARY, 0 },
  { "diamond", "⋄", BINARY, 0 }, { "bigtriangleup", "△", BINARY, 0 }, { "bigtriangledown", "▽", BINARY, 0 },
  { "triangleleft", "◁", BINARY, 0 }, { "triangleright", "▷", BINARY, 0 }, { "lhd", "⊲", BINARY, 0 },
  { "rhd", "⊳", BINARY, 0 }, { "unlhd", "⊴", BINARY, 0 }, { "unrhd", "⊵", BINARY, 0 }, { "boxplus", "⊞", BINARY, 0 },
  { "boxminus", "⊟", BINARY, 0 }, { "boxtimes", "⊠", BINARY, 0 }, { "boxdot", "⊡", BINARY, 0 },
  { "ltimes", "⋉", BINARY, 0 }, { "rtimes", "⋊", BINARY, 0 }, { "curlyvee", "⋎", BINARY, 0 },
  { "curlywedge", "⋏", BINARY, 0 }, { "barwedge", "⊼", BINARY, 0 }, { "veebar", "⊻", BINARY, 0 },
  { "intercal", "⊺", BINARY, 0 }, { "dotplus", "∔", BINARY, 0 }, { "centerdot", "⋅", BINARY, 0 },
  { "bigcirc", "◯", BINARY, 0 }, { "Cap", "⋒", BINARY, 0 }, { "Cup", "⋓", BINARY, 0 }, { "le", "≤", RELATION, 0 },
  { "leq", "≤", RELATION, 0 }, { "leqslant", "⩽", RELATION, 0 }, { "ge", "≥", RELATION, 0 },
  { "geq", "≥", RELATION, 0 }, { "geqslant", "⩾", RELATION, 0 }, { "ne", "≠", RELATION, 0 },
  { "neq", "≠", RELATION, 0 }, { "lt", "<", RELATION, 0 }, { "gt", ">", RELATION, 0 }, { "ll", "≪", RELATION, 0 },
  { "gg", "≫", RELATION, 0 }, { "lll", "⋘", RELATION, 0 }, { "ggg", "⋙", RELATION, 0 }, { "equiv", "≡", RELATION, 0 },
  { "approx", "≈", RELATION, 0 }, { "approxeq", "≊", RELATION, 0 }, { "sim", "∼", RELATION, 0 },
  { "simeq", "≃", RELATION, 0 }, { "cong", "≅", RELATION, 0 }, { "ncong", "≇", RELATION, 0 },
  { "doteq", "≐", RELATION, 0 }, { "propto", "∝", RELATION, 0 }, { "varpropto", "∝", RELATION, 0 },
  { "asymp", "≍", RELATION, 0 }, { "prec", "≺", RELATION, 0 }, { "succ", "≻", RELATION, 0 },
  { "preceq", "⪯", RELATION, 0 }, { "succeq", "⪰", RELATION, 0 }, { "in", "∈", RELATION, 0 },
  { "ni", "∋", RELATION, 0 }, { "owns", "∋", RELATION, 0 }, { "notin", "∉", RELATION, 0 },
  { "subset", "⊂", RELATION, 0 }, { "supset", "⊃", RELATION, 0 }, { "subseteq", "⊆", RELATION, 0 },
  { "supseteq", "⊇", RELATION, 0 }, { "subsetneq", "⊊", RELATION, 0 }, { "supsetneq", "⊋", RELATION, 0 },
  { "nsubseteq", "⊈", RELATION, 0 }, { "nsupseteq", "⊉", RELATION, 0 }, { "sqsubset", "⊏", RELATION, 0 },
  { "sqsupset", "⊐", RELATION, 0 }, { "sqsubseteq", "⊑", RELATION, 0 }, { "sqsupseteq", "⊒", RELATION, 0 },
  { "vdash", "⊢", RELATION, 0 }, { "dashv", "⊣", RELATION, 0 }, { "models", "⊨", RELATION, 0 },
  { "vDash", "⊨", RELATION, 0 }, { "Vdash", "⊩", RELATION, 0 }, { "nvdash", "⊬", RELATION, 0 },
  { "nvDash", "⊭", RELATION, 0 }, { "perp", "⊥", RELATION, 0 }, { "parallel", "∥", RELATION, 0 },
  { "nparallel", "∦", RELATION, 0 }, { "mid", "∣", RELATION, 0 }, { "nmid", "∤", RELATION, 0 },
  { "bowtie", "⋈", RELATION, 0 }, { "Join", "⋈", RELATION, 0 }, { "smile", "⌣", RELATION, 0 },
  { "frown", "⌢", RELATION, 0 }, { "between", "≬", RELATION, 0 }, { "triangleq", "≜", RELATION, 0 },
  { "coloneqq", "≔", RELATION, 0 }, { "coloneq", "≔", RELATION, 0 }, { "eqqcolon", "≕", RELATION, 0 },
  { "circeq", "≗", RELATION, 0 }, { "bumpeq", "≏", RELATION, 0 }, { "lesssim", "≲", RELATION, 0 },
  { "gtrsim", "≳", RELATION, 0 }, { "lessgtr", "≶", RELATION, 0 }, { "gtrless", "≷", RELATION, 0 },
  { "nless", "≮", RELATION, 0 }, { "ngtr", "≯", RELATION, 0 }, { "nleq", "≰", RELATION, 0 },
  { "ngeq", "≱", RELATION, 0 }, { "trianglelefteq", "⊴", RELATION, 0 }, { "trianglerighteq", "⊵", RELATION, 0 },
  { "pitchfork", "⋔", RELATION, 0 }, { "colon", ":", RELATION, 0 }, { "to", "→", RELATION, 0 },
  { "rightarrow", "→", RELATION, 0 }, { "gets", "←", RELATION, 0 }, { "leftarrow", "←", RELATION, 0 },
  { "leftrightarrow", "↔", RELATION, 0 }, { "Rightarrow", "⇒", RELATION, 0 }, { "Leftarrow", "⇐", RELATION, 0 },
  { "Leftrightarrow", "⇔", RELATION, 0 }, { "implies", "⟹", RELATION, 0 }, { "impliedby", "⟸", RELATION, 0 },
  { "iff", "⟺", RELATION, 0 }, { "mapsto", "↦", RELATION, 0 }, { "longmapsto", "⟼", RELATION, 0 },
  { "longrightarrow", "⟶", RELATION, 0 }, { "longleftarrow", "⟵", RELATION, 0 },
  { "longleftrightarrow", "⟷", RELATION, 0 }, { "Longrightarrow", "⟹", RELATION, 0 },
  { "Longleftarrow", "⟸", RELATION, 0 }, { "Longleftrightarrow", "⟺", RELATION, 0 }, { "uparrow", "↑", RELATION, 0 },
  { "downarrow", "↓", RELATION, 0 }, { "updownarrow", "↕", RELATION, 0 }, { "Uparrow", "⇑", RELATION, 0 },
  { "Downarrow", "⇓", RELATION, 0 }, { "Updownarrow", "⇕", RELATION, 0 }, { "nearrow", "↗", RELATION, 0 },
  { "searrow", "↘", RELATION, 0 }, { "swarrow", "↙", RELATION, 0 }, { "nwarrow", "↖", RELATION, 0 },
  { "hookrightarrow", "↪", RELATION, 0 }, { "hookleftarrow", "↩", RELATION, 0 },
  { "rightharpoonup", "⇀", RELATION, 0 }, { "rightharpoondown", "⇁", RELATION, 0 },
  { "leftharpoonup", "↼", RELATION, 0 }, { "leftharpoondown", "↽", RELATION, 0 },
  { "rightleftharpoons", "⇌", RELATION, 0 }, { "leftrightharpoons", "⇋", RELATION, 0 },
  { "rightrightarrows", "⇉", RELATION, 0 }, { "leftleftarrows", "⇇", RELATION, 0 },
  { "rightleftarrows", "⇄", RELATION, 0 }, { "leftrightarrows", "⇆", RELATION, 0 },
  { "twoheadrightarrow", "↠", RELATION, 0 }, { "twoheadleftarrow", "↞", RELATION, 0 },
  { "rightarrowtail", "↣", RELATION, 0 }, { "leftarrowtail", "↢", RELATION, 0 },
  { "curvearrowright", "↷", RELATION, 0 }, { "curvearrowleft", "↶", RELATION, 0 },
  { "circlearrowright", "↻", RELATION, 0 }, { "circlearrowleft", "↺", RELATION, 0 },
  { "rightsquigarrow", "⇝", RELATION, 0 }, { "leadsto", "⇝", RELATION, 0 }, { "nrightarrow", "↛", RELATION, 0 },
  { "nleftarrow", "↚", RELATION, 0 }, { "nRightarrow", "⇏", RELATION, 0 }, { "nLeftarrow", "⇍", RELATION, 0 },
  { "multimap", "⊸", RELATION, 0 }, { "dashrightarrow", "⇢", RELATION, 0 }, { "dashleftarrow", "⇠", RELATION, 0 },
  { "upharpoonright", "↾", RELATION, 0 }, { "restriction", "↾", RELATION, 0 }, { "Rrightarrow", "⇛", RELATION, 0 },
  { "Lleftarrow", "⇚", RELATION, 0 }, { "sum", "∑", OPERATOR, LARGE | LIMITS },
  { "prod", "∏", OPERATOR, LARGE | LIMITS }, { "coprod", "∐", OPERATOR, LARGE | LIMITS },
  { "bigcup", "⋃", OPERATOR, LARGE | LIMITS }, { "bigcap", "⋂", OPERATOR, LARGE | LIMITS },
  { "bigvee", "⋁", OPERATOR, LARGE | LIMITS }, { "bigwedge", "⋀", OPERATOR, LARGE | LIMITS },
  { "bigoplus", "⨁", OPERATOR, LARGE | LIMITS }, { "bigotimes", "⨂", OPERATOR, LARGE | LIMITS },
  { "bigodot", "⨀", OPERATOR, LARGE | LIMITS }, { "biguplus", "⨄", OPERATOR, LARGE | LIMITS },
  { "bigsqcup", "⨆", OPERATOR, LARGE | LIMITS }, { "int", "∫", OPERATOR, LARGE }, { "iint", "∬", OPERATOR, LARGE },
  { "iiint", "∭", OPERATOR, LARGE }, { "iiiint", "⨌", OPERATOR, LARGE }, { "oint", "∮", OPERATOR, LARGE },
  { "oiint", "∯", OPERATOR, LARGE }, { "oiiint", "∰", OPERATOR, LARGE }, { "intop", "∫", OPERATOR, LARGE },
  { "smallint", "∫", OPERATOR, LARGE }, { "lim", "lim", OPERATOR, LIMITS }, { "max", "max", OPERATOR, LIMITS },
  { "min", "min", OPERATOR, LIMITS }, { "sup", "sup", OPERATOR, LIMITS }, { "inf", "inf", OPERATOR, LIMITS },
  { "det", "det", OPERATOR, LIMITS }, { "gcd", "gcd", OPERATOR, LIMITS }, { "Pr", "Pr", OPERATOR, LIMITS },
  { "argmax", "argmax", OPERATOR, LIMITS }, { "argmin", "argmin", OPERATOR, LIMITS },
  { "limsup", "lim sup", OPERATOR, LIMITS }, { "liminf", "lim inf", OPERATOR, LIMITS },
  { "injlim", "inj lim", OPERATOR, LIMITS }, { "projlim", "proj lim", OPERATOR, LIMITS },
  { "sin", "sin", OPERATOR, 0 }, { "cos", "cos", OPERATOR, 0 }, { "tan", "tan", OPERATOR, 0 },
  { "cot", "cot", OPERATOR, 0 }, { "sec", "sec", OPERATOR, 0 }, { "csc", "csc", OPERATOR, 0 },
  { "arcsin", "arcsin", OPERATOR, 0 }, { "arccos", "arccos", OPERATOR, 0 }, { "arctan", "arctan", OPERATOR, 0 },
  { "arccot", "arccot", OPERATOR, 0 }, { "sinh", "sinh", OPERATOR, 0 }, { "cosh", "cosh", OPERATOR, 0 },
  { "tanh", "tanh", OPERATOR, 0 }, { "coth", "coth", OPERATOR, 0 }, { "sech", "sech", OPERATOR, 0 },
  { "csch", "csch", OPERATOR, 0 }, { "exp", "exp", OPERATOR, 0 }, { "log", "log", OPERATOR, 0 },
  { "ln", "ln", OPERATOR, 0 }, { "lg", "lg", OPERATOR, 0 }, { "deg", "deg", OPERATOR, 0 },
  { "dim", "dim", OPERATOR, 0 }, { "ker", "ker", OPERATOR, 0 }, { "hom", "hom", OPERATOR, 0 },
  { "arg", "arg", OPERATOR, 0 }, { "sgn", "sgn", OPERATOR, 0 }, { "tr", "tr", OPERATOR, 0 },
  { "Tr", "Tr", OPERATOR, 0 }, { "rank", "rank", OPERATOR, 0 }, { "diag", "diag", OPERATOR, 0 },
  { "span", "span", OPERATOR, 0 }, { "erf", "erf", OPERATOR, 0 }, { "cis", "cis", OPERATOR, 0 },
  { "lcm", "lcm", OPERATOR, 0 }, { "Var", "Var", OPERATOR, 0 }, { "Cov", "Cov", OPERATOR, 0 },
  { "softmax", "softmax", OPERATOR, 0 }, { "bmod", "mod", BINARY, 0 }, { "mod", "mod", BINARY, 0 },
  { "langle", "⟨", OPENING, 0 }, { "lceil", "⌈", OPENING, 0 }, { "lfloor", "⌊", OPENING, 0 },
  { "lbrace", "{", OPENING, 0 }, { "lbrack", "[", OPENING, 0 }, { "lparen", "(", OPENING, 0 },
  { "lvert", "|", OPENING, 0 }, { "lVert", "‖", OPENING, 0 }, { "lgroup", "⟮", OPENING, 0 },
  { "ulcorner", "⌜", OPENING, 0 }, { "llcorner", "⌞", OPENING, 0 }, { "llbracket", "⟦", OPENING, 0 },
  { "rangle", "⟩", CLOSING, 0 }, { "rceil", "⌉", CLOSING, 0 }, { "rfloor", "⌋", CLOSING, 0 },
  { "rbrace", "}", CLOSING, 0 }, { "rbrack", "]", CLOSING, 0 }, { "rparen", ")", CLOSING, 0 },
  { "rvert", "|", CLOSING, 0 }, { "rVert", "‖", CLOSING, 0 }, { "rgroup", "⟯", CLOSING, 0 },
  { "urcorner", "⌝", CLOSING, 0 }, { "lrcorner", "⌟", CLOSING, 0 }, { "rrbracket", "⟧", CLOSING, 0 },
  { "vert", "|", ORDINARY, 0 }, { "Vert", "‖", ORDINARY, 0 }, { "|", "‖", ORDINARY, 0 },
  { "backslash", "\\", ORDINARY, 0 }, { "%", "%", ORDINARY, 0 }, { "$", "$", ORDINARY, 0 }, { "&", "&", ORDINARY, 0 },
  { "#", "#", ORDINARY, 0 }, { "_", "_", ORDINARY, 0 }, { "slash", "/", ORDINARY, 0 },
  { "textbackslash", "\\", ORDINARY, 0 }, { "textdegree", "°", ORDINARY, 0 }, { "textasciitilde", "~", ORDINARY, 0 },
  { "cdotp", "⋅", ORDINARY, 0 }, { "ldotp", ".", ORDINARY, 0 }, { "textbar", "|", ORDINARY, 0 },
  { "textbullet", "•", ORDINARY, 0 }, { "texteuro", "€", ORDINARY, 0 }, { "{", "{", OPENING, 0 },
  { "}", "}", CLOSING, 0 }, { "semicolon", ";", PUNCTUATION, 0 },
};

/* What may stand behind \left, \right and \big beside the symbols above; "." is nothing. */
static const char * const delimiters[] = { "(", ")", "[", "]", "|", "/", "<", ">", NULL };

static const struct
{
  const char      *name;
  const char      *mark;      /* a combining character */
  PropusMathFlags  flags;
} accents[] = {
  { "hat", "\314\202", 0 }, { "widehat", "\314\202", PROPUS_MATH_WIDE }, { "check", "\314\214", 0 }, { "widecheck", "\314\214", PROPUS_MATH_WIDE },
  { "tilde", "\314\203", 0 }, { "widetilde", "\314\203", PROPUS_MATH_WIDE }, { "acute", "\314\201", 0 }, { "grave", "\314\200", 0 },
  { "dot", "\314\207", 0 }, { "ddot", "\314\210", 0 }, { "dddot", "\342\203\233", 0 }, { "breve", "\314\206", 0 },
  { "bar", "\314\204", 0 }, { "vec", "\342\203\227", 0 }, { "mathring", "\314\212", 0 },
  { "overline", "\314\205", PROPUS_MATH_WIDE }, { "underline", "\314\262", PROPUS_MATH_WIDE | PROPUS_MATH_UNDER },
  { "overrightarrow", "\342\203\227", PROPUS_MATH_WIDE }, { "overleftarrow", "\342\203\226", PROPUS_MATH_WIDE },
  { "overbrace", "\342\217\236", PROPUS_MATH_WIDE | PROPUS_MATH_LIMITS },
  { "underbrace", "\342\217\237", PROPUS_MATH_WIDE | PROPUS_MATH_UNDER | PROPUS_MATH_LIMITS },
};

static gpointer
make_table (gpointer data)
{
  GHashTable *table = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < G_N_ELEMENTS (symbols); i++)
    g_hash_table_insert (table, (gpointer) symbols[i].name, (gpointer) &symbols[i]);

  return table;
}

/**
 * propus_math_symbols_find:
 * @name: of a command, without its backslash
 * @length: its length in bytes
 *
 * Returns: (transfer none) (nullable): the sign or function that it stands for
 */
const PropusMathSymbol *
propus_math_symbols_find (const char *name,
                          gsize       length)
{
  static GOnce once = G_ONCE_INIT;
  char copy[32];

  if (length >= sizeof copy)
    return NULL;

  memcpy (copy, name, length);
  copy[length] = '\0';

  return g_hash_table_lookup (g_once (&once, make_table, NULL), copy);
}

/**
 * propus_math_symbols_find_delimiter:
 * @name: a character, or the name of a command without its backslash
 * @length: its length in bytes
 *
 * Returns: (transfer none) (nullable): the delimiter, "" for a dot, %NULL when it is none
 */
const char *
propus_math_symbols_find_delimiter (const char *name,
                                    gsize       length)
{
  const PropusMathSymbol *symbol;

  if (length == 1 && *name == '.')
    return "";
  if (length == 1 && *name == '<')
    return "\342\237\250";
  if (length == 1 && *name == '>')
    return "\342\237\251";
  for (guint i = 0; length == 1 && delimiters[i] != NULL; i++)
    if (*name == *delimiters[i])
      return delimiters[i];

  symbol = propus_math_symbols_find (name, length);
  if (symbol == NULL)
    return NULL;

  return symbol->class == OPENING || symbol->class == CLOSING || strcmp (symbol->text, "|") == 0
         || strcmp (symbol->text, "\342\200\226") == 0 || g_str_has_suffix (symbol->name, "arrow") ? symbol->text : NULL;
}

/**
 * propus_math_symbols_find_accent:
 * @name: of a command, without its backslash
 * @length: its length in bytes
 * @flags: (out): how it is set
 *
 * Returns: (transfer none) (nullable): the combining character, or the brace
 */
const char *
propus_math_symbols_find_accent (const char      *name,
                                 gsize            length,
                                 PropusMathFlags *flags)
{
  for (guint i = 0; i < G_N_ELEMENTS (accents); i++)
    if (strlen (accents[i].name) == length && memcmp (accents[i].name, name, length) == 0)
      {
        *flags = accents[i].flags;
        return accents[i].mark;
      }

  return NULL;
}

/**
 * propus_math_symbols_get_class:
 * @c: a character that stands for itself
 *
 * Returns: what it is to its neighbours
 */
PropusMathClass
propus_math_symbols_get_class (gunichar c)
{
  if (c < 0x80)
    return strchr ("+-*", (int) c) != NULL ? BINARY
           : strchr ("=<>:", (int) c) != NULL ? RELATION
           : strchr ("([", (int) c) != NULL ? OPENING
           : strchr (")]!?", (int) c) != NULL ? CLOSING
           : strchr (",;", (int) c) != NULL ? PUNCTUATION
           : ORDINARY;

  if (c == 0xb1 || c == 0xd7 || c == 0xf7 || c == 0x2212 || c == 0x22c5 || (c >= 0x2227 && c <= 0x222a))
    return BINARY;
  if ((c >= 0x2190 && c <= 0x21ff) || (c >= 0x2260 && c <= 0x228b) || (c >= 0x2208 && c <= 0x220d)
      || (c >= 0x223c && c <= 0x224d) || (c >= 0x27f0 && c <= 0x27ff))
    return RELATION;

  return ORDINARY;
}
