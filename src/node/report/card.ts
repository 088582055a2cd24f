import { html, type Markup, type Part } from "./markup.ts";

/** A part of the page: a heading, a sentence on how to read it, and what it shows. */
export function card(title: string, about: string, body: Part, isWide = false): Markup {
  return html`<section class="${isWide ? "full" : "half"}"><h2>${title}</h2>${about !== "" && html`<p class="about">${about}</p>`}${body}</section>`;
}
