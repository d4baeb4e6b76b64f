// Sets the theme before the first paint; a module would come too late and let the page flash.
"use strict";
{
  const kept = localStorage.getItem("theme");
  if (kept === "light" || kept === "dark") document.documentElement.dataset.theme = kept;
}
