// Every page is a file on a static host: `learn/index.html`, served as `/learn/`.
export const prerender = true;
export const trailingSlash = 'always';
