import { Outlet } from "@tanstack/react-router";

import { Toaster } from "@/components/toaster";
import { useThemeOnDocument } from "@/hooks/use-preferences";

export function Root() {
    useThemeOnDocument();
    return (
        <>
            <Outlet />
            <Toaster />
        </>
    );
}
