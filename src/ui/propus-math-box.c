/* propus-math-box.c - a formula laid out
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-math-box.h"

#include <math.h>
#include <string.h>

/* The proportions are those of TeX, in ems; what a font with a MATH table would say stands here as constants. */
#define RULE            0.05
#define SCRIPT          0.72
#define SCRIPT_SCRIPT   0.56
#define SCRIPT_GAP      0.14
#define RAISE           0.40
#define LOWER           0.20
#define LIMIT_GAP       0.16
#define FRACTION_GAP    0.16
#define COLUMN_GAP      1.0
#define ROW_GAP         0.35
#define PAIR_GAP        2.0
#define STRUT_ASCENT    0.72
#define STRUT_DESCENT   0.26
#define RADICAL_WIDTH   0.6

typedef enum
{
  STYLE_DISPLAY,
  STYLE_TEXT,
  STYLE_SCRIPT,
  STYLE_SCRIPT_SCRIPT,
} Style;

typedef struct
{
  PangoContext *context;
  double        size;     /* of an em of the text */
} Maker;

static PropusMathBox *make (const Maker *maker, PropusMathNode *node, Style style);

static double
get_em (const Maker *maker,
        Style        style)
{
  return maker->size * (style == STYLE_SCRIPT ? SCRIPT : style == STYLE_SCRIPT_SCRIPT ? SCRIPT_SCRIPT : 1);
}

static Style
get_script_style (Style style)
{
  return style <= STYLE_TEXT ? STYLE_SCRIPT : STYLE_SCRIPT_SCRIPT;
}

static double
get_thickness (const Maker *maker,
               Style        style)
{
  return MAX (1, round (get_em (maker, style) * RULE));
}

static PropusMathBox *
new_box (PropusMathBoxKind kind)
{
  PropusMathBox *box = g_new0 (PropusMathBox, 1);

  box->kind = kind;

  return box;
}

/* Puts @child into @box, and makes @box large enough for it. */
static void
add (PropusMathBox *box,
     PropusMathBox *child,
     double         x,
     double         y)
{
  if (child == NULL)
    return;

  if (box->children == NULL)
    box->children = g_ptr_array_new_with_free_func ((GDestroyNotify) propus_math_box_free);
  child->x = x;
  child->y = y;
  g_ptr_array_add (box->children, child);
  box->width = MAX (box->width, x + child->width);
  box->ascent = MAX (box->ascent, child->ascent - y);
  box->descent = MAX (box->descent, child->descent + y);
}

static PropusMathBox *
new_rule (double width,
          double thickness)
{
  PropusMathBox *box = new_box (PROPUS_MATH_BOX_RULE);

  box->width = width;
  box->ascent = thickness / 2;
  box->descent = thickness / 2;

  return box;
}

/* --- glyphs --- */

static PropusMathBox *
make_glyphs (const Maker     *maker,
             const char      *text,
             double           em,
             PropusMathFlags  flags,
             gboolean         code)
{
  PropusMathBox *box = new_box (PROPUS_MATH_BOX_GLYPHS);
  PangoFontDescription *font = pango_font_description_copy (pango_context_get_font_description (maker->context));
  PangoRectangle ink;
  PangoRectangle logical;
  double baseline;

  pango_font_description_set_absolute_size (font, em * PANGO_SCALE);
  pango_font_description_set_style (font, flags & PROPUS_MATH_ITALIC ? PANGO_STYLE_ITALIC : PANGO_STYLE_NORMAL);
  if (flags & PROPUS_MATH_BOLD)
    pango_font_description_set_weight (font, PANGO_WEIGHT_BOLD);
  if (code)
    pango_font_description_set_family (font, "monospace");
  box->layout = pango_layout_new (maker->context);
  pango_layout_set_single_paragraph_mode (box->layout, TRUE);
  pango_layout_set_font_description (box->layout, font);
  pango_layout_set_text (box->layout, text, -1);
  pango_font_description_free (font);

  pango_layout_get_extents (box->layout, &ink, &logical);
  baseline = (double) pango_layout_get_baseline (box->layout) / PANGO_SCALE;
  box->layout_y = -baseline;
  box->width = (double) logical.width / PANGO_SCALE;
  box->ascent = baseline - (double) ink.y / PANGO_SCALE;
  box->descent = (double) (ink.y + ink.height) / PANGO_SCALE - baseline;

  return box;
}

/* How far above the baseline signs like the minus stand: what fractions and brackets are centred on. */
static double
get_axis (const Maker *maker,
          Style        style)
{
  g_autoptr(PropusMathBox) minus = make_glyphs (maker, "−", get_em (maker, style), 0, FALSE);

  return (minus->ascent - minus->descent) / 2;
}

/* An operator that is larger in a displayed formula stands on the axis. */
static PropusMathBox *
make_operator (const Maker    *maker,
               PropusMathNode *node,
               Style           style)
{
  gboolean integral = !(node->flags & PROPUS_MATH_LIMITS);
  PropusMathBox *glyph = make_glyphs (maker, node->text, get_em (maker, style) * (integral ? 1.9 : 1.6), node->flags, FALSE);
  PropusMathBox *box = new_box (PROPUS_MATH_BOX_PLAIN);

  add (box, glyph, 0, (glyph->ascent - glyph->descent) / 2 - get_axis (maker, style));

  return box;
}

/* --- brackets --- */

static PropusMathBox *
make_fence (const Maker *maker,
            const char  *sign,
            double       height,
            Style        style)
{
  double em = get_em (maker, style);
  double axis = get_axis (maker, style);
  PropusMathBox *box;

  if (*sign == '\0')
    return NULL;
  if (height <= 1.25 * em || strlen (sign) >= sizeof box->sign || strchr ("/\\", *sign) != NULL)
    return make_glyphs (maker, sign, em, 0, FALSE);

  box = new_box (PROPUS_MATH_BOX_FENCE);
  g_strlcpy (box->sign, sign, sizeof box->sign);
  box->width = em * (strchr ("|", *sign) != NULL ? 0.3 : strchr ("{}", *sign) != NULL ? 0.55 : 0.42);
  if (strcmp (sign, "‖") == 0)
    box->width = em * 0.45;
  box->thickness = MAX (1, em * 0.07);
  box->ascent = height / 2 + axis;
  box->descent = height / 2 - axis;

  return box;
}

static PropusMathBox *
make_fenced (const Maker    *maker,
             PropusMathNode *node,
             Style           style)
{
  PropusMathBox *body = make (maker, propus_math_node_get_child (node, 0), style);
  PropusMathBox *box = new_box (PROPUS_MATH_BOX_PLAIN);
  double axis = get_axis (maker, style);
  double em = get_em (maker, style);
  double height = 2 * MAX (body->ascent - axis, body->descent + axis) + 0.1 * em;
  PropusMathBox *left = make_fence (maker, node->text, height, style);
  PropusMathBox *right = make_fence (maker, node->right, height, style);
  double x = 0;

  if (left != NULL)
    {
      x = left->width + (left->kind == PROPUS_MATH_BOX_FENCE ? 0.08 * em : 0);
      add (box, left, 0, 0);
    }
  add (box, body, x, 0);
  x += body->width + (right != NULL && right->kind == PROPUS_MATH_BOX_FENCE ? 0.08 * em : 0);
  add (box, right, x, 0);

  return box;
}

/* --- structures --- */

static PropusMathBox *
make_fraction (const Maker    *maker,
               PropusMathNode *node,
               Style           style)
{
  Style inner = style == STYLE_DISPLAY && !(node->flags & PROPUS_MATH_SMALL) ? STYLE_TEXT : get_script_style (style);
  PropusMathBox *above = make (maker, propus_math_node_get_child (node, 0), inner);
  PropusMathBox *below = make (maker, propus_math_node_get_child (node, 1), inner);
  PropusMathBox *box = new_box (PROPUS_MATH_BOX_PLAIN);
  double em = get_em (maker, style);
  double axis = get_axis (maker, style);
  double bar = get_thickness (maker, style);
  double gap = em * (style == STYLE_DISPLAY ? FRACTION_GAP : FRACTION_GAP / 2);
  double side = em * 0.12;
  double width = MAX (above->width, below->width) + 2 * side;

  if (!(node->flags & PROPUS_MATH_BARE))
    add (box, new_rule (width - side, bar), side / 2, -axis);
  add (box, above, (width - above->width) / 2, -axis - bar / 2 - gap - above->descent);
  add (box, below, (width - below->width) / 2, -axis + bar / 2 + gap + below->ascent);
  box->width = width;

  return box;
}

static PropusMathBox *
make_root (const Maker    *maker,
           PropusMathNode *node,
           Style           style)
{
  PropusMathBox *body = make (maker, propus_math_node_get_child (node, 0), style);
  PropusMathNode *index = propus_math_node_get_child (node, 1);
  PropusMathBox *box = new_box (PROPUS_MATH_BOX_PLAIN);
  PropusMathBox *sign = new_box (PROPUS_MATH_BOX_RADICAL);
  double em = get_em (maker, style);
  double bar = get_thickness (maker, style);
  double gap = 0.14 * em;
  double x = 0.05 * em;

  sign->width = RADICAL_WIDTH * em;
  sign->thickness = bar;
  sign->ascent = MAX (body->ascent, 0.5 * em) + gap + bar;
  sign->descent = MAX (body->descent, 0.08 * em);
  if (index != NULL)
    {
      PropusMathBox *small = make (maker, index, STYLE_SCRIPT_SCRIPT);

      x = MAX (x, small->width - 0.22 * em);
      add (box, small, MAX (0.05 * em, 0.3 * em - small->width), -(sign->ascent + sign->descent) * 0.54 + sign->descent - small->descent);
    }
  add (box, new_rule (body->width + 0.1 * em, bar), x + sign->width - bar / 2, -sign->ascent + bar / 2);
  add (box, body, x + sign->width, 0);
  add (box, sign, x, 0);

  return box;
}

static void
add_limits (const Maker    *maker,
            PropusMathBox  *box,
            PropusMathBox  *base,
            PropusMathBox  *below,
            PropusMathBox  *above,
            Style           style)
{
  double gap = LIMIT_GAP * get_em (maker, style);
  double width = MAX (base->width, MAX (below != NULL ? below->width : 0, above != NULL ? above->width : 0));

  if (above != NULL)
    add (box, above, (width - above->width) / 2, -base->ascent - gap - above->descent);
  if (below != NULL)
    add (box, below, (width - below->width) / 2, base->descent + gap + below->ascent);
  add (box, base, (width - base->width) / 2, 0);
}

static void
add_scripts (const Maker    *maker,
             PropusMathBox  *box,
             PropusMathBox  *base,
             PropusMathBox  *below,
             PropusMathBox  *above,
             gboolean        prime,
             Style           style)
{
  double em = get_em (maker, style);
  double raise = prime ? 0 : MAX (RAISE * em, base->ascent - 0.32 * em);
  double lower = MAX (LOWER * em, base->descent + 0.04 * em);
  double x = base->width + 0.04 * em;

  if (above != NULL && !prime)
    raise = MAX (raise, above->descent + 0.22 * em);
  if (above != NULL && below != NULL && !prime)
    {
      double gap = raise - above->descent - (below->ascent - lower);

      if (gap < SCRIPT_GAP * em)
        lower += SCRIPT_GAP * em - gap;
    }

  add (box, base, 0, 0);
  add (box, above, x + (below == NULL ? 0 : 0.03 * em), -raise);
  add (box, below, x, lower);
  box->width += 0.03 * em;
}

/* The sign of a derivative is as high in its font as it ought to be. */
static gboolean
is_prime (PropusMathNode *node)
{
  return node != NULL && node->kind == PROPUS_MATH_SYMBOL
         && (strcmp (node->text, "′") == 0 || strcmp (node->text, "″") == 0 || strcmp (node->text, "‴") == 0);
}

static gboolean
has_large_base (PropusMathNode *base)
{
  return base != NULL && base->kind == PROPUS_MATH_SYMBOL && (base->flags & PROPUS_MATH_LARGE);
}

static PropusMathBox *
make_scripts (const Maker    *maker,
              PropusMathNode *node,
              Style           style)
{
  PropusMathNode *children[] = {
    propus_math_node_get_child (node, 0), propus_math_node_get_child (node, 1), propus_math_node_get_child (node, 2)
  };
  Style script = get_script_style (style);
  PropusMathBox *base = children[0] != NULL ? make (maker, children[0], style) : new_box (PROPUS_MATH_BOX_PLAIN);
  PropusMathBox *below = children[1] != NULL ? make (maker, children[1], script) : NULL;
  PropusMathBox *above = children[2] != NULL ? make (maker, children[2], is_prime (children[2]) ? style : script) : NULL;
  PropusMathBox *box = new_box (PROPUS_MATH_BOX_PLAIN);
  gboolean words = children[0] != NULL && children[0]->class == PROPUS_MATH_OPERATOR && !has_large_base (children[0]);

  /* In a line of text the limits of a sum stand beside it, as those of a word. What was stacked by hand stays so. */
  if ((node->flags & PROPUS_MATH_LIMITS) && (style == STYLE_DISPLAY || (!words && !has_large_base (children[0]))))
    add_limits (maker, box, base, below, above, style);
  else
    add_scripts (maker, box, base, below, above, is_prime (children[2]), style);

  return box;
}

/* --- accents --- */

static const struct
{
  const char *combining;
  const char *spacing;
} marks[] = {
  { "\314\202", "ˆ" }, { "\314\214", "ˇ" }, { "\314\203", "˜" }, { "\314\201", "´" }, { "\314\200", "`" }, { "\314\207", "˙" },
  { "\314\210", "¨" }, { "\314\206", "˘" }, { "\314\204", "¯" }, { "\314\212", "˚" }, { "\342\203\233", "…" },
};

static PropusMathBox *
make_mark (const Maker *maker,
           const char  *combining,
           double       width,
           Style        style)
{
  double em = get_em (maker, style);
  PropusMathBox *box;

  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    if (strcmp (marks[i].combining, combining) == 0)
      return make_glyphs (maker, marks[i].spacing, em, 0, FALSE);

  if (strcmp (combining, "\314\205") == 0 || strcmp (combining, "\314\262") == 0)
    return new_rule (width, get_thickness (maker, style));

  box = new_box (*combining == '\342' && strlen (combining) == 3 && combining[1] == '\217' ? PROPUS_MATH_BOX_BRACE
                                                                                          : PROPUS_MATH_BOX_ARROW);
  g_strlcpy (box->sign, strcmp (combining, "\342\203\226") == 0 ? "←" : box->kind == PROPUS_MATH_BOX_ARROW ? "→" : combining, sizeof box->sign);
  box->width = MAX (width, 0.5 * em);
  box->thickness = get_thickness (maker, style);
  box->ascent = box->kind == PROPUS_MATH_BOX_BRACE ? 0.42 * em : 0.13 * em;
  box->descent = box->kind == PROPUS_MATH_BOX_BRACE ? 0 : 0.13 * em;

  return box;
}

static PropusMathBox *
make_accent (const Maker    *maker,
             PropusMathNode *node,
             Style           style)
{
  PropusMathBox *base = make (maker, propus_math_node_get_child (node, 0), style);
  PropusMathBox *mark = make_mark (maker, node->text, base->width, style);
  PropusMathBox *box = new_box (PROPUS_MATH_BOX_PLAIN);
  double gap = 0.1 * get_em (maker, style);
  double width = MAX (base->width, mark->width);
  double y = node->flags & PROPUS_MATH_UNDER ? base->descent + gap + mark->ascent : -base->ascent - gap - mark->descent;

  add (box, mark, (width - mark->width) / 2, y);
  add (box, base, (width - base->width) / 2, 0);

  return box;
}

/* --- grids --- */

typedef struct
{
  PropusMathBox **cells;
  guint           n_rows;
  guint           n_columns;
  double         *widths;
  double         *ascents;
  double         *descents;
} Grid;

static void
measure_grid (Grid   *grid,
              double  em)
{
  for (guint i = 0; i < grid->n_rows; i++)
    {
      grid->ascents[i] = STRUT_ASCENT * em;
      grid->descents[i] = STRUT_DESCENT * em;
      for (guint j = 0; j < grid->n_columns; j++)
        {
          PropusMathBox *cell = grid->cells[i * grid->n_columns + j];

          if (cell == NULL)
            continue;
          grid->widths[j] = MAX (grid->widths[j], cell->width);
          grid->ascents[i] = MAX (grid->ascents[i], cell->ascent);
          grid->descents[i] = MAX (grid->descents[i], cell->descent);
        }
    }
}

static char
get_align (PropusMathNode *node,
           guint           column)
{
  if (node->aligns != NULL && column < strlen (node->aligns))
    return node->aligns[column];

  return node->flags & PROPUS_MATH_ALIGNED ? (column % 2 == 0 ? 'r' : 'l') : 'c';
}

static double
get_column_gap (PropusMathNode *node,
                guint           column,
                double          em)
{
  if (column == 0)
    return 0;
  if (!(node->flags & PROPUS_MATH_ALIGNED))
    return (node->flags & PROPUS_MATH_SMALL ? 0.5 : COLUMN_GAP) * em;

  return column % 2 == 1 ? 0.28 * em : PAIR_GAP * em;
}

static void
place_cells (PropusMathNode *node,
             PropusMathBox  *box,
             Grid           *grid,
             double          em,
             double          axis)
{
  double gap = (node->flags & PROPUS_MATH_SMALL ? 0.12 : ROW_GAP) * em;
  double height = gap * (grid->n_rows - 1);
  double y;

  for (guint i = 0; i < grid->n_rows; i++)
    height += grid->ascents[i] + grid->descents[i];

  y = -height / 2 - axis;
  for (guint i = 0; i < grid->n_rows; i++)
    {
      double x = 0;

      y += grid->ascents[i];
      for (guint j = 0; j < grid->n_columns; j++)
        {
          PropusMathBox *cell = grid->cells[i * grid->n_columns + j];
          char align = get_align (node, j);
          double left;

          x += get_column_gap (node, j, em);
          left = cell == NULL ? 0 : grid->widths[j] - cell->width;
          add (box, cell, x + (align == 'c' ? left / 2 : align == 'r' ? left : 0), y);
          x += grid->widths[j];
        }
      box->width = MAX (box->width, x);
      y += grid->descents[i] + gap;
    }
  box->ascent = MAX (box->ascent, height / 2 + axis);
  box->descent = MAX (box->descent, height / 2 - axis);
}

static PropusMathBox *
make_grid (const Maker    *maker,
           PropusMathNode *node,
           Style           style)
{
  guint n = propus_math_node_get_n_children (node);
  guint columns = MAX (node->columns, 1);
  Style inner = node->flags & PROPUS_MATH_SMALL ? get_script_style (style)
              : (node->flags & PROPUS_MATH_ALIGNED) && style == STYLE_DISPLAY ? STYLE_DISPLAY : MAX (style, STYLE_TEXT);
  double em = get_em (maker, inner);
  PropusMathBox *box = new_box (PROPUS_MATH_BOX_PLAIN);
  g_autofree PropusMathBox **cells = g_new0 (PropusMathBox *, n + columns);
  guint rows = MAX ((n + columns - 1) / columns, 1);
  g_autofree double *widths = g_new0 (double, columns);
  g_autofree double *ascents = g_new0 (double, rows);
  g_autofree double *descents = g_new0 (double, rows);
  Grid grid = { cells, rows, columns, widths, ascents, descents };

  for (guint i = 0; i < n; i++)
    if (propus_math_node_get_child (node, i) != NULL)
      cells[i] = make (maker, propus_math_node_get_child (node, i), inner);
  measure_grid (&grid, em);
  place_cells (node, box, &grid, em, get_axis (maker, style));

  return box;
}

/* --- rows --- */

static PropusMathClass
get_class (PropusMathNode *node)
{
  return node->kind == PROPUS_MATH_SYMBOL || node->kind == PROPUS_MATH_SCRIPTS ? node->class : PROPUS_MATH_ORDINARY;
}

/* A sign between two things is binary; elsewhere it belongs to what follows. */
static PropusMathClass
get_class_here (PropusMathNode *row,
                guint           index)
{
  PropusMathNode *node = propus_math_node_get_child (row, index);
  PropusMathNode *before = index > 0 ? propus_math_node_get_child (row, index - 1) : NULL;
  PropusMathNode *after = propus_math_node_get_child (row, index + 1);
  PropusMathClass class = get_class (node);
  PropusMathClass left = before != NULL ? get_class (before) : PROPUS_MATH_OPENING;

  if (class != PROPUS_MATH_BINARY)
    return class;
  if (after == NULL || left == PROPUS_MATH_OPENING || left == PROPUS_MATH_BINARY || left == PROPUS_MATH_RELATION
      || left == PROPUS_MATH_PUNCTUATION || left == PROPUS_MATH_OPERATOR)
    return PROPUS_MATH_ORDINARY;

  return class;
}

/* Eighteenths of an em between two neighbours. */
static int
get_gap (PropusMathClass left,
         PropusMathClass right,
         gboolean        small)
{
  if (left == PROPUS_MATH_OPENING || right == PROPUS_MATH_CLOSING || right == PROPUS_MATH_PUNCTUATION)
    return 0;
  if (left == PROPUS_MATH_RELATION || right == PROPUS_MATH_RELATION)
    return small || (left == PROPUS_MATH_RELATION && right == PROPUS_MATH_RELATION) ? 0 : 5;
  if (left == PROPUS_MATH_BINARY || right == PROPUS_MATH_BINARY)
    return small ? 0 : 4;
  if (left == PROPUS_MATH_PUNCTUATION)
    return small ? 0 : 3;
  if (left == PROPUS_MATH_OPERATOR && right != PROPUS_MATH_OPENING)
    return 3;
  if (right == PROPUS_MATH_OPERATOR)
    return 3;

  return 0;
}

/* A fraction does not touch its neighbours, nor does what follows a bracket. */
static int
get_inner_gap (PropusMathNode *left,
               PropusMathNode *right,
               gboolean        small)
{
  if (small || get_class (left) != PROPUS_MATH_ORDINARY || get_class (right) != PROPUS_MATH_ORDINARY)
    return 0;

  return left->kind == PROPUS_MATH_FENCED || left->kind == PROPUS_MATH_FRACTION || right->kind == PROPUS_MATH_FRACTION ? 3 : 0;
}

static PropusMathBox *
make_row (const Maker    *maker,
          PropusMathNode *row,
          Style           style)
{
  PropusMathBox *box = new_box (PROPUS_MATH_BOX_PLAIN);
  double em = get_em (maker, style);
  double x = 0;

  for (guint i = 0; i < propus_math_node_get_n_children (row); i++)
    {
      PropusMathNode *node = propus_math_node_get_child (row, i);
      PropusMathNode *before = i > 0 ? propus_math_node_get_child (row, i - 1) : NULL;
      PropusMathBox *child;

      if (node->kind == PROPUS_MATH_SPACE)
        {
          x = MAX (0, x + node->mu * em / 18);
          box->width = MAX (box->width, x);
          continue;
        }
      if (before != NULL && before->kind != PROPUS_MATH_SPACE)
        x += (get_gap (get_class_here (row, i - 1), get_class_here (row, i), style >= STYLE_SCRIPT)
              + get_inner_gap (before, node, style >= STYLE_SCRIPT)) * em / 18;
      child = make (maker, node, style);
      add (box, child, x, 0);
      x += child->width;
    }

  return box;
}

/* Always a box, for NULL an empty one. */
static PropusMathBox *
make (const Maker    *maker,
      PropusMathNode *node,
      Style           style)
{
  if (node == NULL)
    return new_box (PROPUS_MATH_BOX_PLAIN);

  switch (node->kind)
    {
    case PROPUS_MATH_ROW:
      return make_row (maker, node, style);

    case PROPUS_MATH_SYMBOL:
      if ((node->flags & PROPUS_MATH_LARGE) && style == STYLE_DISPLAY)
        return make_operator (maker, node, style);
      return make_glyphs (maker, node->text, get_em (maker, style), node->flags, FALSE);

    case PROPUS_MATH_WORDS:
      return make_glyphs (maker, node->text, get_em (maker, style), node->flags, FALSE);

    case PROPUS_MATH_RAW:
      return make_glyphs (maker, node->text, get_em (maker, style) * 0.9, 0, TRUE);

    case PROPUS_MATH_FRACTION:
      return make_fraction (maker, node, style);

    case PROPUS_MATH_ROOT:
      return make_root (maker, node, style);

    case PROPUS_MATH_SCRIPTS:
      return make_scripts (maker, node, style);

    case PROPUS_MATH_ACCENT:
      return make_accent (maker, node, style);

    case PROPUS_MATH_FENCED:
      return make_fenced (maker, node, style);

    case PROPUS_MATH_GRID:
      return make_grid (maker, node, style);

    case PROPUS_MATH_SPACE:
    default:
      return new_box (PROPUS_MATH_BOX_PLAIN);
    }
}

/**
 * propus_math_box_new:
 * @node: a formula
 * @context: of the widget that shows it
 * @size: an em in pixels
 *
 * Returns: (transfer full): the formula as it is displayed
 */
PropusMathBox *
propus_math_box_new (PropusMathNode *node,
                     PangoContext   *context,
                     double          size)
{
  Maker maker = { context, size };

  return make (&maker, node, STYLE_DISPLAY);
}

/**
 * propus_math_box_free:
 * @self: (transfer full): a box
 */
void
propus_math_box_free (PropusMathBox *self)
{
  g_clear_object (&self->layout);
  g_clear_pointer (&self->children, g_ptr_array_unref);
  g_free (self);
}
