import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";

import { BrandMark } from "@/components/brand-mark";

export function AuthCard({ title, text, children }: { title: string; text?: string | undefined; children: ReactNode }) {
    return (
        <main className="grid h-full place-items-center overflow-y-auto px-4 py-10">
            <div className="w-full max-w-[380px]">
                <div className="mb-6 flex items-center gap-3">
                    <BrandMark size={40} />
                    <span className="text-xl font-semibold tracking-tight">Chasqui</span>
                </div>
                <div className="rounded-large border border-line bg-surface p-6 shadow-card">
                    <h1 className="text-lg font-semibold">{title}</h1>
                    {text && <p className="mt-1 text-sm text-pretty text-ink-2">{text}</p>}
                    <div className="mt-5">{children}</div>
                </div>
            </div>
        </main>
    );
}

export interface Failure {
    readonly text: string;
    readonly hint: string | null;
}

export function FormError({ failure }: { failure: Failure | null }) {
    return (
        <div role="alert">
            {failure && (
                <p className="flex gap-2 rounded-medium bg-bad-soft px-3 py-2.5 text-sm text-bad">
                    <CircleAlert size={16} strokeWidth={1.75} className="mt-px shrink-0" aria-hidden />
                    <span>
                        {failure.text}
                        {failure.hint && <span className="block whitespace-pre-wrap">{failure.hint}</span>}
                    </span>
                </p>
            )}
        </div>
    );
}
