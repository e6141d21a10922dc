import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

export default defineConfig(({ mode }) => ({
  plugins: [svelte()],
  // Widgets find the same pages below another path.
  base: "./",
  // WebKitGTK 2.40, the oldest web view that the app meets.
  build: { target: "safari16.4", modulePreload: { polyfill: false }, assetsInlineLimit: 0 },
  server: { port: 5173, strictPort: true },
  resolve: mode === "test" ? { conditions: ["browser"] } : {},
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.ts"],
    setupFiles: ["src/testing/setup.ts"],
    css: { include: /tokens\.css/ },
  },
}));
