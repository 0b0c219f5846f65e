import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'

export const NewAxis = ({ children }: { children: ReactNode }) => (
  <Link to="/new-axis" className="button button-primary">
    {children}
  </Link>
)
