import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from "@tanstack/react-router";

import { BrokenPage, NotFoundPage } from "@/app/dead-ends";
import { LoginRoute, SetupRoute } from "@/app/door";
import { Root } from "@/app/root";
import { SignedIn } from "@/app/signed-in";

const views = ["all", "mine", "unassigned", "unread"] as const;

const root = createRootRoute({ component: Root, notFoundComponent: NotFoundPage });

const login = createRoute({
    getParentRoute: () => root,
    path: "/login",
    validateSearch: (search): { next?: string } =>
        typeof search["next"] === "string" && /^\/(?![/\\])/u.test(search["next"]) ? { next: search["next"] } : {},
    component: LoginRoute,
});

const setup = createRoute({ getParentRoute: () => root, path: "/setup", component: SetupRoute });

const signedIn = createRoute({ getParentRoute: () => root, id: "signed-in", component: SignedIn });

const home = createRoute({
    getParentRoute: () => signedIn,
    path: "/",
    beforeLoad: () => {
        throw redirect({ to: "/inbox" });
    },
});

const inbox = createRoute({
    getParentRoute: () => signedIn,
    path: "/inbox",
    validateSearch: (search): { view?: (typeof views)[number] } => {
        const view = views.find((known) => known === search["view"]);
        return view && view !== "all" ? { view } : {};
    },
    component: lazyRouteComponent(() => import("@/features/inbox/components/inbox-page"), "InboxPage"),
});

const conversation = createRoute({ getParentRoute: () => inbox, path: "$conversationId" });

export function createAppRouter() {
    return createRouter({
        defaultErrorComponent: BrokenPage,
        routeTree: root.addChildren([login, setup, signedIn.addChildren([home, inbox.addChildren([conversation])])]),
    });
}

declare module "@tanstack/react-router" {
    interface Register {
        router: ReturnType<typeof createAppRouter>;
    }
}
