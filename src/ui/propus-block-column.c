/* propus-block-column.c - many blocks below each other, of which those near the reader have widgets
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-block-column.h"

/* In pages of the viewport around it: what is nearer gets its widget, what is farther loses it, and what is drawn
 * reaches so far. */
#define PAGES_NEAR 1.0
#define PAGES_KEPT 2.0
#define PAGES_DRAWN 0.5

#define FEW_SLOTS 6         /* a column of so few keeps and draws all: most answers have no more */
#define MAKE_AT_ONCE 2      /* of those that are near and not in sight */
#define LAYOUTS_A_FRAME 2   /* that may bring new widgets; the frame clock gives up after four */
#define DROP_AT_ONCE 4      /* taking one away lays the column out again */
#define ANY_WIDTH 600       /* asked for a height at no width */
#define SETTLE_FRAMES 3     /* a text view finds its height after it was shown */
#define KEPT_AT_END 2       /* an answer grows there */

typedef struct
{
  GtkWidget *widget;     /* NULL: none now */
  int        y;          /* as of the last allocation, like the rest */
  int        height;
  int        width;      /* at which the height holds; 0: at none */
  gint64     until;      /* frame up to which a new widget is not less high than the one before; 0: none */
  gboolean   pinned;     /* has had the focus: the reader may have a selection in it, or has set something up */
} Slot;

/**
 * PropusBlockColumn:
 *
 * A GtkBox looks at each of its children in every frame in which one has changed, draws also those that are far out of
 * sight, and keeps what it has drawn; an answer of 200 kB has some five hundred. This column makes the widgets that are
 * near what is in sight of the viewport around it, lets go of those that are far away, and remembers how high they
 * were. What has had the focus stays. Without a viewport around it a column keeps all that it was given.
 *
 * Main thread only.
 */
struct _PropusBlockColumn
{
  GtkWidget              parent_instance;

  GArray                *slots;       /* of Slot */
  int                    spacing;
  PropusBlockColumnMake  make;
  PropusBlockColumnFill  fill;
  PropusBlockColumnGuess guess;
  gpointer               user_data;

  GtkWidget             *viewport;    /* borrowed while mapped; NULL: none */
  GdkFrameClock         *clock;       /* borrowed while mapped */
  gulong                 layout_handler;
  gulong                 value_handler;
  guint                  tick_id;
  guint                  settle_id;
  gint64                 settled;     /* no widget settles any more in this frame */

  double                 top;         /* in sight, in own coordinates */
  double                 bottom;
  double                 drawn_top;
  double                 drawn_bottom;
  gboolean               at_end;      /* the viewport shows the end of its child */
  gint64                 frame;
  guint                  n_layouts;   /* in that frame */
  double                 shift;       /* by which what is in sight has moved and the viewport not yet */
};

G_DEFINE_FINAL_TYPE (PropusBlockColumn, propus_block_column, GTK_TYPE_WIDGET)

static Slot *
get_slot (PropusBlockColumn *self,
          guint              index)
{
  return &g_array_index (self->slots, Slot, index);
}

static gboolean
is_sparse (PropusBlockColumn *self)
{
  return self->viewport != NULL && self->slots->len > FEW_SLOTS;
}

static int
measure_slot (PropusBlockColumn *self,
              guint              index,
              int                width)
{
  Slot *slot = get_slot (self, index);
  int height = slot->height;

  if (slot->widget != NULL)
    {
      gtk_widget_measure (slot->widget, GTK_ORIENTATION_VERTICAL, width, NULL, &height, NULL, NULL);
      if (slot->until > self->frame && slot->width == width)
        height = MAX (height, slot->height);
    }
  else if (slot->width == 0 || (width > 0 && slot->width != width))
    height = self->guess (index, width > 0 ? width : ANY_WIDTH, self->user_data);

  return height;
}

/* --- layout --- */

static GtkSizeRequestMode
propus_block_column_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
propus_block_column_measure (GtkWidget      *widget,
                             GtkOrientation  orientation,
                             int             for_size,
                             int            *minimum,
                             int            *natural,
                             int            *minimum_baseline,
                             int            *natural_baseline)
{
  PropusBlockColumn *self = PROPUS_BLOCK_COLUMN (widget);

  for (guint i = 0; i < self->slots->len; i++)
    {
      if (orientation == GTK_ORIENTATION_VERTICAL)
        {
          *natural += (i > 0 ? self->spacing : 0) + measure_slot (self, i, for_size);
          *minimum = *natural;
        }
      else if (get_slot (self, i)->widget != NULL)
        {
          int least, most;

          gtk_widget_measure (get_slot (self, i)->widget, orientation, -1, &least, &most, NULL, NULL);
          *minimum = MAX (*minimum, least);
          *natural = MAX (*natural, most);
        }
    }
}

/* The first slot that reaches into what is in sight; the number of slots when none does. */
static guint
find_slot_in_sight (PropusBlockColumn *self)
{
  guint low = 0;
  guint high = self->slots->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      Slot *slot = get_slot (self, middle);

      if (slot->y + slot->height > self->top)
        high = middle;
      else
        low = middle + 1;
    }

  return low;
}

static void
propus_block_column_size_allocate (GtkWidget *widget,
                                   int        width,
                                   int        height,
                                   int        baseline)
{
  PropusBlockColumn *self = PROPUS_BLOCK_COLUMN (widget);
  guint first = is_sparse (self) && self->top > 0 && !self->at_end ? find_slot_in_sight (self) : self->slots->len;
  int before = first < self->slots->len ? get_slot (self, first)->y : 0;
  gboolean known = first < self->slots->len && get_slot (self, first)->width > 0;
  int y = 0;

  for (guint i = 0; i < self->slots->len; i++)
    {
      Slot *slot = get_slot (self, i);

      slot->height = measure_slot (self, i, width);
      slot->width = width;
      slot->y = y;
      if (slot->widget != NULL)
        gtk_widget_size_allocate (slot->widget, &(GtkAllocation) { 0, y, width, slot->height }, -1);
      y += slot->height + self->spacing;
    }
  if (known)
    self->shift += get_slot (self, first)->y - before;
}

static void
propus_block_column_snapshot (GtkWidget   *widget,
                              GtkSnapshot *snapshot)
{
  PropusBlockColumn *self = PROPUS_BLOCK_COLUMN (widget);
  double page = self->bottom - self->top;

  self->drawn_top = is_sparse (self) ? self->top - PAGES_DRAWN * page : -G_MAXDOUBLE;
  self->drawn_bottom = is_sparse (self) ? self->bottom + PAGES_DRAWN * page : G_MAXDOUBLE;
  for (guint i = 0; i < self->slots->len; i++)
    {
      Slot *slot = get_slot (self, i);

      if (slot->widget != NULL && slot->y < self->drawn_bottom && slot->y + slot->height > self->drawn_top)
        gtk_widget_snapshot_child (widget, slot->widget, snapshot);
    }
}

/* --- widgets come and go --- */

/* A text view that is filled before it has a width breaks its lines behind every letter, and takes seconds over a long
 * word. So it gets one while it is empty; the next layout gives it its place. */
static void
give_width (PropusBlockColumn *self,
            GtkWidget         *widget)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  int least;
  int height;

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  width = MAX (width > 0 ? width : ANY_WIDTH, least);
  gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, width, &height, NULL, NULL, NULL);
  gtk_widget_size_allocate (widget, &(GtkAllocation) { 0, 0, width, height }, -1);
}

static void
insert_widget (PropusBlockColumn *self,
               guint              index,
               GtkWidget         *widget)
{
  GtkWidget *previous = NULL;

  for (guint i = index; i > 0 && previous == NULL; i--)
    previous = get_slot (self, i - 1)->widget;
  get_slot (self, index)->widget = widget;
  gtk_widget_insert_after (widget, GTK_WIDGET (self), previous);
  give_width (self, widget);
}

static gboolean
reaches (PropusBlockColumn *self,
         Slot              *slot,
         double             pages)
{
  double reach = pages * (self->bottom - self->top);

  return slot->y < self->bottom + reach && slot->y + slot->height > self->top - reach;
}

static gboolean
settled_cb (GtkWidget     *widget,
            GdkFrameClock *clock,
            gpointer       user_data)
{
  PropusBlockColumn *self = PROPUS_BLOCK_COLUMN (widget);

  if (gdk_frame_clock_get_frame_counter (clock) < self->settled)
    return G_SOURCE_CONTINUE;

  self->frame = gdk_frame_clock_get_frame_counter (clock);
  self->settle_id = 0;
  gtk_widget_queue_resize (widget);

  return G_SOURCE_REMOVE;
}

/* A new widget for what had one keeps the height of that until it has found its own. */
static void
settle (PropusBlockColumn *self,
        Slot              *slot)
{
  slot->until = self->settled = self->frame + SETTLE_FRAMES;
  if (self->settle_id == 0)
    self->settle_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), settled_cb, NULL, NULL);
}

/* Makes at most @most of the widgets that are missing within some pages. Returns: whether more are missing */
static gboolean
make_within (PropusBlockColumn *self,
             double             pages,
             guint              most)
{
  for (guint i = 0; i < self->slots->len; i++)
    {
      Slot *slot = get_slot (self, i);

      if (slot->widget != NULL || !reaches (self, slot, pages))
        continue;
      if (most == 0)
        return TRUE;
      propus_block_column_need_widget (self, i);
      if (slot->width > 0)
        settle (self, slot);
      most--;
    }

  return FALSE;
}

static gboolean
is_dropped (PropusBlockColumn *self,
            guint              index)
{
  Slot *slot = get_slot (self, index);

  return index + KEPT_AT_END < self->slots->len && slot->widget != NULL && !slot->pinned && slot->width > 0
         && !reaches (self, slot, PAGES_KEPT);
}

static guint
count_dropped (PropusBlockColumn *self)
{
  guint n = 0;

  for (guint i = 0; i < self->slots->len; i++)
    n += is_dropped (self, i) ? 1 : 0;

  return n;
}

static void
drop_far (PropusBlockColumn *self)
{
  if (count_dropped (self) < DROP_AT_ONCE)
    return;

  for (guint i = 0; i < self->slots->len; i++)
    if (is_dropped (self, i))
      g_clear_pointer (&get_slot (self, i)->widget, gtk_widget_unparent);
}

/* Between two layouts: what is not in sight yet, and what is no longer needed. */
static gboolean
tick_cb (GtkWidget     *widget,
         GdkFrameClock *clock,
         gpointer       user_data)
{
  PropusBlockColumn *self = PROPUS_BLOCK_COLUMN (widget);

  if (is_sparse (self))
    {
      drop_far (self);
      if (make_within (self, PAGES_NEAR, MAKE_AT_ONCE))
        return G_SOURCE_CONTINUE;
    }
  self->tick_id = 0;

  return G_SOURCE_REMOVE;
}

static gboolean
is_at_end (GtkAdjustment *adjustment)
{
  return gtk_adjustment_get_value (adjustment)
         >= gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment) - 1;
}

static GtkAdjustment *
get_adjustment (PropusBlockColumn *self)
{
  return gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->viewport));
}

static void
value_changed_cb (PropusBlockColumn *self)
{
  g_assert (PROPUS_IS_BLOCK_COLUMN (self));
  self->at_end = is_at_end (get_adjustment (self));
}

/* The frame clock runs the layout again, before it paints, when something is to be laid out now. */
static void
after_layout_cb (PropusBlockColumn *self)
{
  graphene_rect_t bounds;
  double shift = self->shift;

  g_assert (PROPUS_IS_BLOCK_COLUMN (self));

  self->shift = 0;
  if (!is_sparse (self) || !gtk_widget_compute_bounds (GTK_WIDGET (self), self->viewport, &bounds))
    return;

  if (shift != 0 && !self->at_end)
    {
      GtkAdjustment *adjustment = get_adjustment (self);

      gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + shift);
      bounds.origin.y -= (float) shift;
    }
  self->at_end = is_at_end (get_adjustment (self));
  self->top = -bounds.origin.y;
  self->bottom = self->top + gtk_widget_get_height (self->viewport);
  if (gdk_frame_clock_get_frame_counter (self->clock) != self->frame)
    self->n_layouts = 0;
  self->frame = gdk_frame_clock_get_frame_counter (self->clock);
  if (self->n_layouts++ < LAYOUTS_A_FRAME)
    make_within (self, 0, G_MAXUINT);
  if (self->tick_id == 0 && (make_within (self, PAGES_NEAR, 0) || count_dropped (self) >= DROP_AT_ONCE))
    self->tick_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), tick_cb, NULL, NULL);
  if (MAX (self->top, 0) < self->drawn_top || MIN (self->bottom, bounds.size.height) > self->drawn_bottom)
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
propus_block_column_map (GtkWidget *widget)
{
  PropusBlockColumn *self = PROPUS_BLOCK_COLUMN (widget);

  self->viewport = gtk_widget_get_ancestor (widget, GTK_TYPE_VIEWPORT);
  self->clock = gtk_widget_get_frame_clock (widget);
  if (self->viewport != NULL)
    {
      self->layout_handler = g_signal_connect_data (self->clock, "layout", G_CALLBACK (after_layout_cb), self, NULL,
                                                    G_CONNECT_AFTER | G_CONNECT_SWAPPED);
      self->value_handler = g_signal_connect_swapped (get_adjustment (self), "value-changed", G_CALLBACK (value_changed_cb), self);
      value_changed_cb (self);
      gtk_widget_queue_allocate (widget);
    }

  GTK_WIDGET_CLASS (propus_block_column_parent_class)->map (widget);
}

static void
propus_block_column_unmap (GtkWidget *widget)
{
  PropusBlockColumn *self = PROPUS_BLOCK_COLUMN (widget);

  if (self->tick_id != 0)
    gtk_widget_remove_tick_callback (widget, self->tick_id);
  if (self->settle_id != 0)
    gtk_widget_remove_tick_callback (widget, self->settle_id);
  self->tick_id = 0;
  self->settle_id = 0;
  if (self->viewport != NULL)
    {
      g_clear_signal_handler (&self->layout_handler, self->clock);
      g_clear_signal_handler (&self->value_handler, get_adjustment (self));
    }
  self->viewport = NULL;
  self->clock = NULL;

  GTK_WIDGET_CLASS (propus_block_column_parent_class)->unmap (widget);
}

/* The focus comes to a block, from the keyboard or by a click. */
static void
propus_block_column_set_focus_child (GtkWidget *widget,
                                     GtkWidget *child)
{
  PropusBlockColumn *self = PROPUS_BLOCK_COLUMN (widget);

  for (guint i = 0; child != NULL && i < self->slots->len; i++)
    if (get_slot (self, i)->widget == child)
      get_slot (self, i)->pinned = TRUE;

  GTK_WIDGET_CLASS (propus_block_column_parent_class)->set_focus_child (widget, child);
}

/* --- the interface --- */

/**
 * propus_block_column_append:
 * @self: a column
 * @widget: (nullable) (transfer floating): shows the new block; %NULL: it is made when it comes near what is in sight
 *
 * Adds a block at the end.
 */
void
propus_block_column_append (PropusBlockColumn *self,
                            GtkWidget         *widget)
{
  Slot slot = { 0, };

  g_return_if_fail (PROPUS_IS_BLOCK_COLUMN (self));
  g_return_if_fail (widget == NULL || GTK_IS_WIDGET (widget));

  if (self->slots->len > 0)
    {
      Slot *last = get_slot (self, self->slots->len - 1);

      slot.y = last->y + last->height + self->spacing;
    }
  g_array_append_val (self->slots, slot);
  if (widget != NULL)
    insert_widget (self, self->slots->len - 1, widget);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/**
 * propus_block_column_truncate:
 * @self: a column
 * @length: how many blocks stay
 *
 * Takes the other ones away.
 */
void
propus_block_column_truncate (PropusBlockColumn *self,
                              guint              length)
{
  g_return_if_fail (PROPUS_IS_BLOCK_COLUMN (self));

  if (length >= self->slots->len)
    return;

  for (guint i = length; i < self->slots->len; i++)
    g_clear_pointer (&get_slot (self, i)->widget, gtk_widget_unparent);
  g_array_set_size (self->slots, length);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/**
 * propus_block_column_forget_size:
 * @self: a column
 * @index: a block without a widget
 *
 * Says that the block has changed.
 */
void
propus_block_column_forget_size (PropusBlockColumn *self,
                                 guint              index)
{
  g_return_if_fail (PROPUS_IS_BLOCK_COLUMN (self) && index < self->slots->len);

  get_slot (self, index)->width = 0;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/**
 * propus_block_column_get_widget:
 * @self: a column
 * @index: which block
 *
 * Returns: (transfer none) (nullable): its widget; %NULL while it has none
 */
GtkWidget *
propus_block_column_get_widget (PropusBlockColumn *self,
                                guint              index)
{
  g_return_val_if_fail (PROPUS_IS_BLOCK_COLUMN (self) && index < self->slots->len, NULL);

  return get_slot (self, index)->widget;
}

/**
 * propus_block_column_need_widget:
 * @self: a column
 * @index: which block
 *
 * Returns: (transfer none): its widget, which is made when there is none
 */
GtkWidget *
propus_block_column_need_widget (PropusBlockColumn *self,
                                 guint              index)
{
  g_return_val_if_fail (PROPUS_IS_BLOCK_COLUMN (self) && index < self->slots->len, NULL);

  if (get_slot (self, index)->widget == NULL)
    {
      insert_widget (self, index, self->make (index, self->user_data));
      self->fill (index, get_slot (self, index)->widget, self->user_data);
    }

  return get_slot (self, index)->widget;
}

/**
 * propus_block_column_get_bounds:
 * @self: a column
 * @index: which block
 * @relative: (transfer none): an ancestor
 * @bounds: (out): where the block is in @relative, as of the last layout
 *
 * Returns: whether that is known
 */
gboolean
propus_block_column_get_bounds (PropusBlockColumn *self,
                                guint              index,
                                GtkWidget         *relative,
                                graphene_rect_t   *bounds)
{
  g_return_val_if_fail (PROPUS_IS_BLOCK_COLUMN (self) && index < self->slots->len, FALSE);

  if (get_slot (self, index)->width == 0 || !gtk_widget_compute_bounds (GTK_WIDGET (self), relative, bounds))
    return FALSE;

  bounds->origin.y += (float) get_slot (self, index)->y;
  bounds->size.height = (float) get_slot (self, index)->height;

  return TRUE;
}

/* --- the object --- */

static void
propus_block_column_dispose (GObject *object)
{
  PropusBlockColumn *self = PROPUS_BLOCK_COLUMN (object);

  for (guint i = 0; i < self->slots->len; i++)
    g_clear_pointer (&get_slot (self, i)->widget, gtk_widget_unparent);
  g_array_set_size (self->slots, 0);

  G_OBJECT_CLASS (propus_block_column_parent_class)->dispose (object);
}

static void
propus_block_column_finalize (GObject *object)
{
  g_array_unref (PROPUS_BLOCK_COLUMN (object)->slots);

  G_OBJECT_CLASS (propus_block_column_parent_class)->finalize (object);
}

static void
propus_block_column_class_init (PropusBlockColumnClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = propus_block_column_dispose;
  object_class->finalize = propus_block_column_finalize;
  widget_class->get_request_mode = propus_block_column_get_request_mode;
  widget_class->measure = propus_block_column_measure;
  widget_class->size_allocate = propus_block_column_size_allocate;
  widget_class->snapshot = propus_block_column_snapshot;
  widget_class->map = propus_block_column_map;
  widget_class->unmap = propus_block_column_unmap;
  widget_class->set_focus_child = propus_block_column_set_focus_child;
}

static void
propus_block_column_init (PropusBlockColumn *self)
{
  self->slots = g_array_new (FALSE, FALSE, sizeof (Slot));
}

/**
 * propus_block_column_new:
 * @spacing: pixels between two blocks
 * @make: makes the widget of a block, empty
 * @fill: fills that with the block
 * @guess: says about how high one is that has none
 * @user_data: for these; they are not called after the column has gone
 *
 * Returns: (transfer floating): an empty column
 */
GtkWidget *
propus_block_column_new (int                     spacing,
                         PropusBlockColumnMake   make,
                         PropusBlockColumnFill   fill,
                         PropusBlockColumnGuess  guess,
                         gpointer                user_data)
{
  PropusBlockColumn *self = g_object_new (PROPUS_TYPE_BLOCK_COLUMN, NULL);

  self->spacing = spacing;
  self->make = make;
  self->fill = fill;
  self->guess = guess;
  self->user_data = user_data;

  return GTK_WIDGET (self);
}
