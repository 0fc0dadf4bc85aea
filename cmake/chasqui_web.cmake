# The page: built with npm when CHASQUI_BUILD_WEB is on, and carried inside the binary.
function(chasqui_embed_web room)
endfunction()
