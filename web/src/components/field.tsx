import { useId, type ComponentProps } from "react";

export function Field({
    label,
    hint,
    ...props
}: ComponentProps<"input"> & { label: string; hint?: string }) {
    const id = useId();
    return (
        <div className="grid gap-1.5">
            <label htmlFor={id} className="text-sm font-medium">
                {label}
            </label>
            <input
                {...props}
                id={id}
                aria-describedby={hint ? `${id}-hint` : undefined}
                className="h-11 w-full rounded-medium border border-field bg-surface px-3 text-md placeholder:text-ink-2"
            />
            {hint && (
                <p id={`${id}-hint`} className="text-sm text-ink-2">
                    {hint}
                </p>
            )}
        </div>
    );
}
