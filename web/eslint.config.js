import jsxA11y from "eslint-plugin-jsx-a11y";
import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";
import { readdirSync } from "node:fs";

const features = readdirSync(new URL("./src/features", import.meta.url));

// Imports go rightward only: app → features → components → hooks → lib (style guide, section 10).
const layers = ["app", "features", "components", "hooks", "lib"];

function leftOf(layer) {
    return layers.slice(0, layers.indexOf(layer)).map((left) => `@/${left}/*`);
}

function forbid(files, group, message) {
    return {
        files,
        ignores: ["src/**/*.test.{ts,tsx}"],
        rules: { "no-restricted-imports": ["error", { patterns: [{ group, message }] }] },
    };
}

const testing = "@/testing/*";

export default tseslint.config(
    { ignores: ["dist", "node_modules", "src/lib/api/schema.ts", "public"] },
    ...tseslint.configs.strict,
    jsxA11y.flatConfigs.recommended,
    reactHooks.configs.flat["recommended-latest"],
    {
        files: ["src/**/*.{ts,tsx}"],
        rules: {
            "no-console": "error",
            "no-restricted-globals": ["error", { name: "event", message: "Take it as a parameter." }],
            "@typescript-eslint/no-explicit-any": "error",
            "@typescript-eslint/consistent-type-imports": "error",
            // A virtualised list is measured on purpose outside the compiler's model.
            "react-hooks/incompatible-library": "off",
            "jsx-a11y/no-autofocus": "off",
            "max-lines": ["error", 600],
        },
    },
    { files: ["src/lib/logger.ts"], rules: { "no-console": "off" } },
    forbid(["src/app/**"], [testing], "Test code stays in tests."),
    ...features.map((feature) =>
        forbid(
            [`src/features/${feature}/**`],
            [
                ...leftOf("features"),
                ...features.filter((other) => other !== feature).map((other) => `@/features/${other}/*`),
                testing,
            ],
            "Imports go rightward only, and features never import each other.",
        ),
    ),
    ...["components", "hooks", "lib"].map((layer) =>
        forbid([`src/${layer}/**`], [...leftOf(layer), testing], "Imports go rightward only."),
    ),
    {
        files: ["src/**/*.{ts,tsx}"],
        rules: {
            "no-restricted-syntax": [
                "error",
                {
                    selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']",
                    message: "Message text is text, never HTML.",
                },
            ],
        },
    },
);
