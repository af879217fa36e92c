/* propus-key-parent.c - a window of another process as this one's parent
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-key-parent.h"

#ifdef HAVE_X11
#include <gdk/x11/gdkx.h>
#endif
#ifdef HAVE_WAYLAND
#include <gdk/wayland/gdkwayland.h>
#endif

#ifdef HAVE_X11
/* Of the form "x11:" and a hexadecimal number. */
static void
set_x11_parent (GdkSurface *surface,
                const char *handle)
{
  GdkDisplay *display = gdk_surface_get_display (surface);
  guint64 parent;

  if (!GDK_IS_X11_SURFACE (surface) || !g_str_has_prefix (handle, "x11:") ||
      !g_ascii_string_to_unsigned (handle + strlen ("x11:"), 16, 1, G_MAXUINT32, &parent, NULL))
    return;

  /* The parent may be gone by now. */
  gdk_x11_display_error_trap_push (display);
  XSetTransientForHint (gdk_x11_display_get_xdisplay (display), gdk_x11_surface_get_xid (surface), (Window) parent);
  gdk_x11_display_error_trap_pop_ignored (display);
}
#endif

#ifdef HAVE_WAYLAND
/* Of the form "wayland:" and what the parent's compositor exported. */
static void
set_wayland_parent (GdkSurface *surface,
                    const char *handle)
{
  if (!GDK_IS_WAYLAND_TOPLEVEL (surface) || !g_str_has_prefix (handle, "wayland:"))
    return;

  gdk_wayland_toplevel_set_transient_for_exported (GDK_TOPLEVEL (surface), handle + strlen ("wayland:"));
}
#endif

/**
 * propus_key_parent_set:
 * @window: a window that is realized and not yet shown
 * @handle: the parent, as the desktop portals write it: "x11:XID" or "wayland:HANDLE"
 *
 * Puts @window on top of a window of another process where the platform allows it. A handle that is not understood
 * changes nothing.
 */
void
propus_key_parent_set (GtkWindow  *window,
                       const char *handle)
{
  GdkSurface *surface;

  g_return_if_fail (GTK_IS_WINDOW (window));
  g_return_if_fail (handle != NULL);

  surface = gtk_native_get_surface (GTK_NATIVE (window));
  g_return_if_fail (surface != NULL);

#ifdef HAVE_X11
  set_x11_parent (surface, handle);
#endif
#ifdef HAVE_WAYLAND
  set_wayland_parent (surface, handle);
#endif
}
