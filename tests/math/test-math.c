/* test-math.c - formulas as trees and as lines of text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-limits.h"
#include "propus-math-text.h"

#include <string.h>
#include <time.h>

static void
dump (GString        *out,
      PropusMathNode *node)
{
  static const char * const kinds[] = {
    "row", "symbol", "words", "raw", "space", "fraction", "root", "scripts", "accent", "fenced", "grid"
  };

  if (node == NULL)
    {
      g_string_append_c (out, '-');
      return;
    }
  if (node->kind == PROPUS_MATH_SYMBOL)
    {
      g_string_append (out, node->text);
      return;
    }

  g_string_append (out, kinds[node->kind]);
  if (node->text != NULL)
    g_string_append_printf (out, "'%s'", node->text);
  if (node->right != NULL)
    g_string_append_printf (out, "'%s'", node->right);
  if (node->kind == PROPUS_MATH_GRID)
    g_string_append_printf (out, "%u", node->columns);
  if (node->flags & PROPUS_MATH_LIMITS)
    g_string_append_c (out, '!');
  g_string_append_c (out, '(');
  for (guint i = 0; i < propus_math_node_get_n_children (node); i++)
    {
      if (i > 0)
        g_string_append_c (out, ' ');
      dump (out, propus_math_node_get_child (node, i));
    }
  g_string_append_c (out, ')');
}

static void
test_trees (void)
{
  static const char * const cases[][2] = {
    { "x", "row(row(x))" },
    { "\\frac12", "row(row(fraction(1 2)))" },
    { "\\frac{a+b}{2c}", "row(row(fraction(row(a + b) row(2 c))))" },
    { "\\sqrt[3]{x}", "row(row(root(row(x) row(3))))" },
    { "x_i^2", "row(row(scripts(x i 2)))" },
    { "x^{a^b}", "row(row(scripts(x - row(scripts(a - b)))))" },
    { "f''(x)", "row(row(scripts(f - ″) ( x )))" },
    { "\\sum_{i=1}^n", "row(row(scripts!(∑ row(i = 1) n)))" },
    { "\\int\\limits_0^1", "row(row(scripts!(∫ 0 1)))" },
    { "\\lim_{x\\to0}", "row(row(scripts!(lim row(x → 0) -)))" },
    { "\\left(\\frac{1}{2}\\right]", "row(row(fenced'('']'(row(fraction(row(1) row(2))))))" },
    { "\\left.x\\right|_0", "row(row(scripts(fenced'''|'(row(x)) 0 -)))" },
    { "\\begin{pmatrix}a&b\\\\c&d\\end{pmatrix}", "row(row(fenced'('')'(grid2(row(a) row(b) row(c) row(d)))))" },
    { "\\begin{cases}a&b\\\\c\\end{cases}", "row(row(fenced'{'''(grid2(row(a) row(b) row(c) -))))" },
    { "a&=b\\\\[2pt]c&=d", "row(grid2(row(a) row(= b) row(c) row(= d)))" },
    { "\\begin{array}{l|r}1&2\\end{array}", "row(row(grid2(row(1) row(2))))" },
    { "\\binom nk", "row(row(fenced'('')'(fraction(n k))))" },
    { "{n \\choose k}", "row(row(fenced'('')'(fraction(row(n) row(k)))))" },
    { "\\hat{x}", "row(row(accent'̂'(row(x))))" },
    { "\\underbrace{a+b}_{n}", "row(row(scripts!(accent'⏟'!(row(a + b)) row(n) -)))" },
    { "\\text{if } x>0", "row(row(words'if '() x > 0))" },
    { "\\operatorname*{arg\\,max}_x", "row(row(scripts!(arg\\,max x -)))" },
    { "\\xrightarrow{f}", "row(row(scripts!(⟶ - row(f))))" },
    { "\\overset{!}{=}", "row(row(scripts!(row(=) - row(!))))" },
    { "\\mathbb{R}^n", "row(row(scripts(row(ℝ) - n)))" },
    { "\\unknown{x}y", "row(row(raw'\\unknown{x}'() y))" },
    { "a } b", "row(row(a) raw'}'() row(b))" },
    { "\\not=", "row(row(≠))" },
    { "\\bigl( x \\bigr)", "row(row(( x )))" },
    { "x^", "row(row(scripts(x - row())))" },
    { "\\", "row(row(raw'\\'()))" },
    { "", "row(row())" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(PropusMathNode) node = propus_math_parse (cases[i][0]);
      g_autoptr(GString) out = g_string_new (NULL);

      dump (out, node);
      if (strcmp (out->str, cases[i][1]) != 0)
        g_test_message ("%s", cases[i][0]);
      g_assert_cmpstr (out->str, ==, cases[i][1]);
    }
}

static void
test_text (void)
{
  static const char * const cases[][2] = {
    { "E = mc^2", "E = mc²" },
    { "a^2+b^2=c^2", "a² + b² = c²" },
    { "x_{i+1}", "xᵢ₊₁" },
    { "\\alpha\\beta", "αβ" },
    { "\\frac{1}{2}", "½" },
    { "\\frac{a+b}{2c}", "(a + b)/2c" },
    { "\\sqrt{2}", "√2" },
    { "\\sqrt{a+b}", "√(a + b)" },
    { "\\sqrt[3]{x}", "∛x" },
    { "\\sum_{i=1}^{n} i", "∑ᵢ₌₁ⁿi" },
    { "\\int_0^\\infty e^{-x}\\,dx", "∫₀^∞e⁻ˣ dx" },
    { "-x", "−x" },
    { "a-b", "a − b" },
    { "\\sin x", "sin x" },
    { "\\sin(x)", "sin(x)" },
    { "2\\cos\\theta", "2 cos θ" },
    { "f(x,y)", "f(x, y)" },
    { "A\\subseteq B", "A ⊆ B" },
    { "x\\in\\mathbb{R}", "x ∈ ℝ" },
    { "\\vec{v}", "v⃗" },
    { "\\bar x", "x̄" },
    { "\\overline{AB}", "A̅B̅" },
    { "\\begin{pmatrix}a&b\\\\c&d\\end{pmatrix}", "(a, b; c, d)" },
    { "\\begin{cases}x&\\text{if }x>0\\\\0\\end{cases}", "{ x, if x > 0; 0" },
    { "a&=b\\\\&=c", "a = b; = c" },
    { "\\left(\\frac{x}{y}\\right)^2", "(x/y)²" },
    { "n!", "n!" },
    { "50\\%", "50%" },
    { "x^{q}", "x^q" },
    { "x^{\\frac{1}{2}}", "x^(1/2)" },
    { "\\mathrm{d}x", "dx" },
    { "\\mathcal{L}", "ℒ" },
    { "\\mathfrak g", "𝔤" },
    { "\\foo", "\\foo" },
    { "100{,}000", "100,000" },
    { "a \\pmod n", "a (mod n)" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = propus_math_dup_text (cases[i][0]);

      if (strcmp (text, cases[i][1]) != 0)
        g_test_message ("%s", cases[i][0]);
      g_assert_cmpstr (text, ==, cases[i][1]);
    }
}

/* The runs say it all: one after the other, from the first byte to the last. */
static void
test_runs (void)
{
  g_autoptr(PropusMathNode) node = propus_math_parse ("x^{q+1} + \\sin y_{max}");
  g_autoptr(GArray) runs = NULL;
  g_autofree char *text = propus_math_to_text (node, &runs);
  guint done = 0;
  gboolean raised = FALSE;

  g_assert_cmpstr (text, ==, "xq+1 + sin ymax");
  for (guint i = 0; i < runs->len; i++)
    {
      PropusMathRun *run = &g_array_index (runs, PropusMathRun, i);

      g_assert_cmpuint (run->start, ==, done);
      done = run->end;
      raised |= (run->flags & PROPUS_MATH_RUN_RAISED) != 0;
    }
  g_assert_cmpuint (done, ==, strlen (text));
  g_assert_true (raised);
}

static guint
measure_depth (PropusMathNode *node)
{
  guint depth = 0;

  for (guint i = 0; i < propus_math_node_get_n_children (node); i++)
    if (propus_math_node_get_child (node, i) != NULL)
      {
        guint below = measure_depth (propus_math_node_get_child (node, i));

        depth = MAX (depth, below);
      }

  return depth + 1;
}

static const char * const hostile[] = {
  "{", "}", "^", "_", "^^_", "\\frac", "\\sqrt[", "\\left(", "\\right)", "&", "\\\\", "\\begin{matrix}", "\\end{matrix}", "\\not",
  "\\hat", "'", "$", "\\", "\\text{", "a\\over ", "\\begin{cases}a&", "\\underbrace{", "x_{x^{", "\\xrightarrow[", "\\mathbf", "中",
  "\\substack{", "\\binom", "{a&", "\\operatorname", "\\limits", "\\big", "\\displaystyle", "\\color{", "\\begin{", "\\tag",
};

/* Case 91: whatever it is, the tree is shallow, and four times the text costs about four times as much. */
static void
test_hostile (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (hostile); i++)
    {
      double seconds[2] = { 0, 1e9 };

      for (guint attempt = 0; attempt < 3 && seconds[1] > 8 * seconds[0] + 0.5; attempt++)
        for (guint j = 0; j < 2; j++)
          {
            g_autoptr(GString) latex = g_string_new (NULL);
            g_autoptr(PropusMathNode) node = NULL;
            g_autofree char *text = NULL;
            clock_t begun;

            while (latex->len < (j == 0 ? 50000 : 200000))
              g_string_append (latex, hostile[i]);
            begun = clock ();
            node = propus_math_parse (latex->str);
            text = propus_math_to_text (node, NULL);
            seconds[j] = (double) (clock () - begun) / CLOCKS_PER_SEC;
            g_assert_cmpuint (measure_depth (node), <, 5 * PROPUS_LIMIT_MATH_DEPTH);
            g_assert_true (g_utf8_validate (text, -1, NULL));
          }
      g_test_message ("%s: %.3f s, %.3f s", hostile[i], seconds[0], seconds[1]);
#ifndef __SANITIZE_ADDRESS__
      g_assert_cmpfloat (seconds[1], <=, 8 * seconds[0] + 0.5);
#endif
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/math/trees", test_trees);
  g_test_add_func ("/math/text", test_text);
  g_test_add_func ("/math/runs", test_runs);
  g_test_add_func ("/math/case-91/hostile", test_hostile);

  return g_test_run ();
}
